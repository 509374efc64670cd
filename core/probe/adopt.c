/* SPDX-License-Identifier: MIT */
/*
 * Structs of the plugin interface grow at their ends. Only this file sees them as they were built: otherwise every user
 * would have to track a size and a stride, and an old plugin would crash whichever one forgot.
 */
#include "core/probe/adopt.h"

#include <string.h>

#define FACT_LEAST (offsetof(struct xf_fact_def, sentence) + sizeof(const char *)) /* in the first release */
#define SETTING_LEAST (offsetof(struct xf_setting, sentence) + sizeof(const char *)) /* likewise */

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Both tables end with an entry whose first member, the key, is NULL. */
static bool is_end(const char *entry)
{
	const char *key;

	memcpy(&key, entry, sizeof(key));
	return !key;
}

/* Copies a table, end included, from entries `stride` bytes apart to entries of `size` bytes. */
static void *copy_table(struct arena *arena, const void *table, size_t stride, size_t size)
{
	const char *from = table;
	size_t count = 0;

	while (!is_end(from + count * stride))
		count++;
	char *copy = arena_alloc(arena, (count + 1) * size);

	for (size_t i = 0; copy && i < count; i++)
		memcpy(copy + i * size, from + i * stride, least_of(stride, size));
	return copy;
}

static const char *check_stride(struct arena *arena, const char *member, size_t stride, size_t least)
{
	if (stride >= least && stride % _Alignof(void *) == 0)
		return NULL;
	return arena_fmt(arena, "its %s is %zu, which is not the size of an entry", member, stride);
}

static const char *copy_tables(struct arena *arena, struct xf_plugin *plugin)
{
	size_t fact = plugin->fact_size ? plugin->fact_size : FACT_LEAST;
	size_t setting = plugin->setting_size ? plugin->setting_size : SETTING_LEAST;
	const char *wrong = check_stride(arena, "fact_size", fact, FACT_LEAST);

	if (!wrong)
		wrong = check_stride(arena, "setting_size", setting, SETTING_LEAST);
	if (wrong)
		return wrong;
	plugin->facts = copy_table(arena, plugin->facts, fact, sizeof(*plugin->facts));
	if (plugin->settings)
		plugin->settings = copy_table(arena, plugin->settings, setting, sizeof(*plugin->settings));
	return arena_failed(arena) ? "not enough memory" : NULL;
}

const struct xf_plugin *probe_adopt(struct arena *arena, const struct xf_plugin *exported, const char **wrong)
{
	struct xf_plugin *plugin = arena_alloc(arena, sizeof(*plugin));

	*wrong = plugin ? NULL : "not enough memory";
	if (!plugin)
		return NULL;
	memcpy(plugin, exported, least_of(exported->size, sizeof(*plugin)));
	if (!plugin->name || !plugin->purpose || !plugin->facts || !plugin->reads || !plugin->look)
		*wrong = "its struct xf_plugin has an empty member";
	else
		*wrong = copy_tables(arena, plugin);
	return *wrong ? NULL : plugin;
}
