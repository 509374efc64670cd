/* SPDX-License-Identifier: MIT */
/** @file Finding and reading the files of a configuration. */
#ifndef XF_CONFIG_FILES_H
#define XF_CONFIG_FILES_H

#include "core/config/entry.h"

/** Where to read a configuration. */
struct config_files {
	const char *path; /**< a folder with xenfacts.yaml and conf.d/, or one file */
	bool optional;    /**< a missing path is an empty configuration */
	const struct reader_module *reader;
};

/**
 * Reads the files; what is wrong with them is added to the mistakes, and the others are still read. 0 or -ENOMEM. When
 * running as root, a file or folder that others can change is a mistake, as with plugins (trust_open).
 */
int config_files_read(struct config_entries *entries, const struct config_files *source,
                      struct config_mistakes *mistakes);

#endif
