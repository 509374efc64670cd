/* SPDX-License-Identifier: MIT */
/*
 * Opens a sink. Only its own check may run in the agent: it is opened here for its tables, and its library, if it has
 * one, is loaded where it delivers.
 */
#include "core/config/sinks.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/stat.h>

#include "core/util/nearest.h"
#include "core/util/object.h"
#include "core/util/parse.h"
#include "core/util/trust.h"

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

static const char *check(struct arena *arena, const struct xf_sink *sink, const char *type)
{
	if (!sink)
		return arena_fmt(arena, "the sink %s does not export xenfacts_sink", type);
	if (sink->abi != XF_SINK_ABI || sink->size < sizeof(*sink))
		return arena_fmt(arena, "the sink %s was built for another version of xenfacts", type);
	if (!sink->name || strcmp(sink->name, type) || !sink->settings || !sink->check || !sink->deliver)
		return arena_fmt(arena, "the sink %s has a broken table", type);
	return NULL;
}

const struct xf_sink *config_sink_load(struct arena *arena, const char *folder, const char *type, const char **wrong)
{
	const char *file = arena_fmt(arena, "%s/%s.so", folder, type);
	struct stat status, above;

	if (!parse_is_name(type) || stat(file, &status)) {
		*wrong = missing(arena, folder, type);
		return NULL;
	}
	const char *at = folder, *distrust = stat(folder, &above) ? NULL : trust_code(arena, folder, &above);

	if (!distrust) {
		at = file;
		distrust = trust_code(arena, file, &status);
	}
	if (distrust) {
		*wrong = arena_fmt(arena, "cannot load %s: %s", at, distrust);
		return NULL;
	}
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		*wrong = arena_fmt(arena, "cannot load the sink %s: %s", type, dlerror());
		return NULL;
	}
	const struct xf_sink *sink = dlsym(handle, "xenfacts_sink");

	*wrong = check(arena, sink, type);
	return *wrong ? NULL : sink;
}
