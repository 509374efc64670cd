/* SPDX-License-Identifier: MIT */
/*
 * From the nodes of a file to entries. Whether a setting exists, and what it takes, is checked later, by code that
 * knows it; only what is true of every file is checked here, so that each mistake is reported once.
 */
#include "core/config/entry.h"

#include <errno.h>
#include <string.h>

#include "core/util/map.h"

struct merge {
	struct config_entries *entries;
	struct config_mistakes *mistakes;
	const char *file;
};

static void mistaken(const struct merge *merge, unsigned line, unsigned column, const char *sentence)
{
	config_mistakes_add(merge->mistakes, merge->entries->arena, merge->file, line, column, "%s", sentence);
}

/* YAML requires unique keys in a map; libyaml leaves it to us to check. */
static void check_map(const struct merge *merge, const struct reader_node *map)
{
	struct map keys = { NULL };

	for (struct reader_node *node = map->first; node; node = node->next) {
		void **place = map_at(&keys, merge->entries->arena, node->key);
		const struct reader_node *before = place ? *place : NULL;

		if (before)
			config_mistakes_add(merge->mistakes, merge->entries->arena, merge->file, node->key_line,
			                    node->key_column, "duplicate key %s, first in line %u", node->key,
			                    before->key_line);
		else if (place)
			*place = node;
	}
}

static int append(struct config_entries *entries, const struct config_entry *entry)
{
	struct config_entry *list = arena_grow(entries->arena, entries->list, entries->count, sizeof(*list));

	if (!list)
		return -ENOMEM;
	entries->list = list;
	list[entries->count++] = *entry;
	return 0;
}

static int add(const struct merge *merge, const char *section, const struct reader_node *named, const char *key,
               const struct reader_node *node)
{
	enum config_shape shape = node->kind == XF_NODE_TEXT ? XF_SHAPE_TEXT :
		node->kind == XF_NODE_WRONG ? XF_SHAPE_WRONG : XF_SHAPE_OTHER;

	return append(merge->entries, &(struct config_entry){ section, named ? named->key : "", key, node->text,
		merge->file, node->line, node->column, node->key_line, node->key_column, named ? named->key_line : 0,
		named ? named->key_column : 0, shape });
}

/* A name without settings is an entry too: it may be misspelt, or a sink that still lacks its type. */
static int add_bare(const struct merge *merge, const char *section, const struct reader_node *named)
{
	return append(merge->entries, &(struct config_entry){ .section = section, .name = named->key, .key = "",
		.text = "", .file = merge->file, .line = named->key_line, .column = named->key_column,
		.key_line = named->key_line, .key_column = named->key_column,
		.name_line = named->key_line, .name_column = named->key_column });
}

/* `plugins: { cloud: true }` is short for `plugins: { cloud: { enabled: true } }`. */
static int add_named(const struct merge *merge, const char *section, const struct reader_node *named)
{
	int error = 0;

	if (named->kind == XF_NODE_TEXT && *named->text)
		return add(merge, section, named, "enabled", named);
	if (named->kind == XF_NODE_LIST) {
		merge->entries->incomplete = true;
		mistaken(merge, named->line, named->column, "this must be a map of settings, not a list");
	}
	if (named->kind != XF_NODE_MAP || !named->first)
		return add_bare(merge, section, named);
	check_map(merge, named);
	for (const struct reader_node *node = named->first; node && !error; node = node->next)
		error = add(merge, section, named, node->key, node);
	return error;
}

static int add_section(const struct merge *merge, const struct reader_node *node)
{
	int error = 0;

	if (node->kind == XF_NODE_WRONG || (node->kind == XF_NODE_TEXT && !*node->text))
		return 0; /* everything under it is commented out */
	if (node->kind != XF_NODE_MAP) {
		config_mistakes_add(merge->mistakes, merge->entries->arena, merge->file, node->line, node->column,
		                    "%s must be a map of names, each with its settings", node->key);
		return 0;
	}
	check_map(merge, node);
	for (const struct reader_node *named = node->first; named && !error; named = named->next)
		error = add_named(merge, node->key, named);
	return error;
}

int config_entries_add(struct config_entries *entries, struct config_mistakes *mistakes, const char *file,
                       const struct reader_node *root)
{
	const struct merge all = { entries, mistakes, file }, *merge = &all;
	int error = 0;

	if (root->kind == XF_NODE_WRONG || (root->kind == XF_NODE_TEXT && !*root->text))
		return 0; /* only "---" or comments */
	if (root->kind != XF_NODE_MAP) {
		mistaken(merge, root->line, root->column, "this must be a map, such as `interval: 1h`");
		return 0;
	}
	check_map(merge, root);
	for (const struct reader_node *node = root->first; node && !error; node = node->next) {
		bool section = !strcmp(node->key, "plugins") || !strcmp(node->key, "sinks");

		error = section ? add_section(merge, node) : add(merge, "", NULL, node->key, node);
	}
	return error;
}

bool config_entries_begins(const struct config_entries *entries, size_t at)
{
	const struct config_entry *entry = &entries->list[at], *before = &entries->list[at ? at - 1 : 0];

	return !at || before->file != entry->file || before->name_line != entry->name_line ||
	       before->name_column != entry->name_column;
}

const struct config_entry *config_entries_find(const struct config_entries *entries, const char *section,
                                               const char *name,
                                               const char *key)
{
	for (size_t i = entries->count; i--;) {
		const struct config_entry *entry = &entries->list[i];

		if (!strcmp(entry->section, section) && !strcmp(entry->name, name) && !strcmp(entry->key, key))
			return entry;
	}
	return NULL;
}
