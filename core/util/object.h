/* SPDX-License-Identifier: MIT */
/** @file Our own shared objects (plugins, sinks, modules): where they are, which are trusted, and how one is opened. */
#ifndef XF_OBJECT_H
#define XF_OBJECT_H

#include "core/util/arena.h"

/** A buffer for the path of a folder of ours. */
struct object_folder {
	char path[4096];
};

/** The folder of the plugins: beside the program when it was not installed, else where it was. */
const char *object_plugin_folder(struct object_folder *folder);
/** The same for sinks. */
const char *object_sink_folder(struct object_folder *folder);

/** Names of a folder's *.so, without that ending, sorted, none opened; ends with NULL. 0 or -errno. */
int object_names(struct arena *arena, const char *folder, const char ***names);

/** May shared objects of this folder be opened (trust_code)? NULL, or "FOLDER: " and why not, from the arena. */
const char *object_check_folder(struct arena *arena, const char *folder);

/**
 * Opens a shared object and finds the one symbol that it exports; nothing else in xenfacts opens one. Its folder was
 * checked already, the file itself is checked here, before any of its code runs. It stays open until the process ends,
 * since unloading costs as much as loading. NULL, and *wrong a reason from the arena, "it ...". `file` holds a slash.
 */
const void *object_open(struct arena *arena, const char *file, const char *symbol, const char **wrong);

/**
 * Opens the module NAME.so and finds its one symbol, a constant. NULL, and *wrong a sentence from the arena that says
 * why and what to do.
 */
const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong);

#endif
