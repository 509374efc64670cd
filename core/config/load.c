/* SPDX-License-Identifier: MIT */
/*
 * Opens a sink. Only its own check may run in the agent: it is opened here for its tables, and its library, if it has
 * one, is loaded where it delivers.
 */
#include "core/config/sinks.h"

#include <string.h>
#include <sys/stat.h>

#include "core/util/nearest.h"
#include "core/util/object.h"
#include "core/util/parse.h"

#define SINK_LEAST (offsetof(struct xf_sink, deliver) + sizeof(void (*)(void))) /* in the first release */

static const char *missing(struct arena *arena, const char *folder, const char *type)
{
	struct nearest nearest = { .word = type };
	const char **names;

	if (!object_names(arena, folder, &names))
		for (; *names; names++)
			nearest_offer(&nearest, *names);
	if (*nearest.best && strcmp(nearest.best, type))
		return arena_fmt(arena, "unknown sink type %s%s", type, nearest_hint(arena, &nearest));
	return arena_fmt(arena, "sink type %s is not installed; install the package xenfacts-plugin-%s", type, type);
}

static bool is_of_our_abi(const struct xf_sink *sink)
{
	return sink->abi == XF_SINK_ABI && sink->size >= SINK_LEAST;
}

/* As this version knows a sink: what an older one does not have is 0, what a newer one has in addition is left out. */
static struct xf_sink *adopt(struct arena *arena, const struct xf_sink *exported)
{
	struct xf_sink *sink = arena_alloc(arena, sizeof(*sink));

	if (sink)
		memcpy(sink, exported, exported->size < sizeof(*sink) ? exported->size : sizeof(*sink));
	return sink;
}

static const char *check(struct arena *arena, const struct xf_sink *sink, const char *type)
{
	if (!sink)
		return "not enough memory";
	if (!sink->name || strcmp(sink->name, type) || !sink->settings || !sink->check || !sink->deliver)
		return arena_fmt(arena, "the sink %s has a broken table", type);
	return NULL;
}

const struct xf_sink *config_sink_load(struct arena *arena, const char *folder, const char *type, const char **wrong)
{
	const char *file = arena_fmt(arena, "%s/%s.so", folder, type);
	const char *distrust = object_check_folder(arena, folder), *reason;
	struct stat status;

	if (!parse_is_name(type) || stat(file, &status)) {
		*wrong = missing(arena, folder, type);
		return NULL;
	}
	const struct xf_sink *exported = distrust ? NULL : object_open(arena, file, "xenfacts_sink", &reason);

	if (!exported) {
		*wrong = arena_fmt(arena, "cannot load the sink %s: %s", type, distrust ? distrust : reason);
		return NULL;
	}
	if (!is_of_our_abi(exported)) {
		*wrong = arena_fmt(arena, "the sink %s was built for another version of xenfacts; rebuild it", type);
		return NULL;
	}
	const struct xf_sink *sink = adopt(arena, exported);

	*wrong = check(arena, sink, type);
	return *wrong ? NULL : sink;
}
