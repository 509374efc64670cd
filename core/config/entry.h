/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The configuration's files, merged: the value of each setting, and where it was set. Knows YAML's shape and the three
 * sections, but no setting.
 */
#ifndef XF_ENTRY_H
#define XF_ENTRY_H

#include "facts/formats/module.h"

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
};

/** All entries, in the order of the files. */
struct config_entries {
	struct arena *arena;
	struct config_entry *list;
	size_t count;
	const char **files; /**< those that were read, in that order */
	size_t file_count;
};

/** Where to read a configuration. */
struct config_files {
	const char *path; /**< a folder with xenfacts.yaml and conf.d/, or one file */
	bool optional;    /**< a missing path is an empty configuration */
	const struct reader_module *reader;
};

/**
 * Reads the files. 0; -EINVAL: *mistake names file, line, column and what is wrong; -ENOMEM; or the -errno of
 * mistake->file, which could not be read. When running as root, a file or folder that others may write is a mistake, as
 * with plugins (trust_configuration).
 */
int config_entries_read(struct config_entries *entries, const struct config_files *source,
                        struct config_mistake *mistake);
/** The last entry for a setting; NULL if there is none. */
const struct config_entry *config_entries_find(const struct config_entries *entries, const char *section,
                                               const char *name,
                                               const char *key);

#endif
