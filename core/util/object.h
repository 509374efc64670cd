/* SPDX-License-Identifier: MIT */
/** @file Our shared objects (plugins, sinks, modules): where they are, which of them are trusted, and opening one. */
#ifndef XF_OBJECT_H
#define XF_OBJECT_H

#include <stdint.h>

#include "core/util/arena.h"

/** A buffer for the path of one of our folders. */
struct object_folder {
	char path[4096];
};

/**
 * The plugins' folder: next to the program if it was not installed, else below the prefix that the program is in, else
 * the one of this build's own prefix.
 */
const char *object_plugin_folder(struct object_folder *folder);
/** The same for sinks. */
const char *object_sink_folder(struct object_folder *folder);

/** Names of a folder's *.so, without that suffix, sorted, none opened; ends with NULL. 0 or -errno. */
int object_names(struct arena *arena, const char *folder, const char ***names);

/** May shared objects of this folder be opened (trust_open)? NULL, or why not, with its name, from the arena. */
const char *object_check_folder(struct arena *arena, const char *folder);

/**
 * Opens a shared object and finds the one symbol that it exports; nothing else in xenfacts opens one. The caller
 * has checked its folder; the file is checked here, before any of its code runs. It stays open until the process exits,
 * since closing costs as much as opening. NULL, with a reason in *wrong, from the arena. `file` must contain a slash.
 */
const void *object_open(struct arena *arena, const char *file, const char *symbol, const char **wrong);

/** What a module and the program must agree on; each module's one symbol begins with it, a uint32_t. */
#define XF_MODULE_VERSION 2u

/**
 * Opens the module NAME.so and finds its one symbol, a constant that begins with XF_MODULE_VERSION. NULL, with a
 * sentence in *wrong, from the arena, that says why and what to do; also if it is of another version.
 */
const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong);

#endif
