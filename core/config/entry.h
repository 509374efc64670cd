/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The configuration's files, merged: what was written for each setting, and where. Knows YAML's shape and the three
 * sections, but no setting.
 */
#ifndef XF_ENTRY_H
#define XF_ENTRY_H

#include "core/config/mistakes.h"
#include "facts/formats/module.h"

/** What was written for a setting. */
enum config_shape {
	XF_SHAPE_TEXT,  /**< one value */
	XF_SHAPE_OTHER, /**< a list or a map, which no setting takes */
	XF_SHAPE_WRONG, /**< what the reader refused, and reported */
};

/** One value. If two are for the same setting, the later file's counts. */
struct config_entry {
	const char *section; /**< "", "plugins" or "sinks" */
	const char *name;    /**< of the plugin or sink, else "" */
	const char *key;     /**< "": only the name is there, without a setting */
	const char *text;
	const char *file;
	unsigned line, column; /**< of the value */
	unsigned key_line, key_column;
	unsigned name_line, name_column; /**< of the name's own key */
	enum config_shape shape;         /**< `text` counts only for XF_SHAPE_TEXT */
};

/** All entries, in the order of the files. */
struct config_entries {
	struct arena *arena;
	struct config_entry *list;
	size_t count;
	const char **files; /**< those that were read, in that order */
	size_t file_count;
	bool incomplete; /**< a mistake hid some: what is missing may have been set */
};

/**
 * Adds the entries of one file, from the root of what was read of it; what is wrong in every case, such as a key that
 * appears twice, is added to the mistakes. 0 or -ENOMEM.
 */
int config_entries_add(struct config_entries *entries, struct config_mistakes *mistakes, const char *file,
                       const struct reader_node *root);
/** Is the entry at this index the first one below its name? Then it is the one to report that name for. */
bool config_entries_begins(const struct config_entries *entries, size_t at);
/** The last entry for a setting; NULL if there is none. */
const struct config_entry *config_entries_find(const struct config_entries *entries, const char *section,
                                               const char *name,
                                               const char *key);

#endif
