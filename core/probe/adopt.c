/* SPDX-License-Identifier: MIT */
/*
 * Structs of the plugin interface grow at their ends. Only this file sees them as they were built: whoever else would
 * have to remember a size and a stride, and an author's plugin of years ago would crash the one that forgot.
 */
#include "core/probe/adopt.h"

#include <string.h>

#define FACT_LEAST (offsetof(struct xf_fact_def, sentence) + sizeof(const char *)) /* in the first release */

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool ends_at(const char *entry)
{
	const char *key;

	memcpy(&key, entry + offsetof(struct xf_fact_def, key), sizeof(key));
	return !key;
}

static const struct xf_fact_def *copy_facts(struct xf_arena *arena, const void *table, size_t stride)
{
	const char *from = table;
	size_t count = 0;

	while (!ends_at(from + count * stride))
		count++;
	struct xf_fact_def *facts = xf_alloc(arena, (count + 1) * sizeof(*facts));

	for (size_t i = 0; facts && i < count; i++)
		memcpy(&facts[i], from + i * stride, least_of(stride, sizeof(*facts)));
	return facts;
}

const struct xf_plugin *xf_plugin_adopt(struct xf_arena *arena, const struct xf_plugin *exported, const char **wrong)
{
	struct xf_plugin *plugin = xf_alloc(arena, sizeof(*plugin));

	*wrong = plugin ? NULL : "there is not enough memory";
	if (!plugin)
		return NULL;
	memcpy(plugin, exported, least_of(exported->size, sizeof(*plugin)));
	size_t stride = plugin->fact_size ? plugin->fact_size : FACT_LEAST;

	if (!plugin->name || !plugin->purpose || !plugin->facts || !plugin->reads || !plugin->look)
		*wrong = "its struct xf_plugin has an empty member";
	else if (stride < FACT_LEAST || stride % _Alignof(struct xf_fact_def))
		*wrong = xf_fmt(arena, "its fact_size is %zu; set it to sizeof(struct xf_fact_def)", stride);
	else if (!(plugin->facts = copy_facts(arena, plugin->facts, stride)))
		*wrong = "there is not enough memory";
	return *wrong ? NULL : plugin;
}
