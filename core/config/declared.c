/* SPDX-License-Identifier: MIT */
/* The agent lives for months and must use the plugin that is installed tomorrow: nothing of a registry is kept. */
#include "core/config/declared.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/probe/registry.h"

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_str(arena, text) : NULL;
}

static struct xf_setting *copy_settings(struct arena *arena, const struct xf_setting *from)
{
	size_t count = 0;

	while (from && from[count].key)
		count++;
	struct xf_setting *copy = arena_alloc(arena, (count + 1) * sizeof(*copy));

	for (size_t i = 0; copy && from && i < count; i++)
		copy[i] = (struct xf_setting){ copy_text(arena, from[i].key), from[i].type,
			copy_text(arena, from[i].words), copy_text(arena, from[i].fallback),
			copy_text(arena, from[i].sentence) };
	return copy;
}

static int by_name(const void *a, const void *b)
{
	const struct config_declared *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void copy_all(struct arena *arena, const struct registry *registry, struct config_declared *list,
                     size_t *count)
{
	for (size_t i = 0; i < registry->count; i++)
		list[(*count)++] = (struct config_declared){ arena_str(arena, registry->loaded[i].plugin->name), "",
			copy_settings(arena, registry->loaded[i].plugin->settings) };
	for (size_t i = 0; i < registry->refused_count; i++)
		if (*registry->refused[i].name != '.') /* a package manager's temporary file */
			list[(*count)++] = (struct config_declared){ arena_str(arena, registry->refused[i].name),
				arena_str(arena, registry->refused[i].detail), copy_settings(arena, NULL) };
	if (*count)
		qsort(list, *count, sizeof(*list), by_name);
}

int config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count)
{
	struct registry registry;
	int error = probe_registry_load(&registry, folder);

	*count = 0;
	*list = error ? NULL : arena_alloc(arena, (registry.count + registry.refused_count + 1) * sizeof(**list));
	if (*list)
		copy_all(arena, &registry, *list, count);
	probe_registry_close(&registry);
	return error ? error : arena_failed(arena) ? -ENOMEM : 0;
}
