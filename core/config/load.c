/* SPDX-License-Identifier: MIT */
/*
 * Opening a sink. Nothing but its own check may run in the agent: it is opened here for its tables, and its library,
 * if it has one, where it delivers.
 */
#include "core/config/sinks.h"

#include <string.h>
#include <sys/stat.h>

#include "core/util/nearest.h"
#include "core/util/object.h"
#include "core/util/parse.h"

static const char *missing(struct arena *arena, const char *folder, const char *type)
{
	struct nearest nearest = { .word = type };
	const char **names;

	if (!object_names(arena, folder, &names))
		for (; *names; names++)
			nearest_offer(&nearest, *names);
	if (*nearest.best && strcmp(nearest.best, type))
		return arena_fmt(arena, "there is no type of sink %s here%s", type, nearest_hint(arena, &nearest));
	return arena_fmt(arena, "there is no type of sink %s here; install the package xenfacts-plugin-%s", type, type);
}

static const char *check(struct arena *arena, const struct xf_sink *sink, const char *type)
{
	if (sink->abi != XF_SINK_ABI || sink->size < sizeof(*sink))
		return arena_fmt(arena, "the sink %s was built for another version of xenfacts", type);
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
	const struct xf_sink *sink = distrust ? NULL : object_open(arena, file, "xenfacts_sink", &reason);

	if (!sink) {
		*wrong = arena_fmt(arena, "cannot load the sink %s: %s", type, distrust ? distrust : reason);
		return NULL;
	}
	*wrong = check(arena, sink, type);
	return *wrong ? NULL : sink;
}
