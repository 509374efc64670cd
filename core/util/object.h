/* SPDX-License-Identifier: MIT */
/** @file Our own shared objects: where they are, and opening a module. */
#ifndef XF_OBJECT_H
#define XF_OBJECT_H

#include "core/util/arena.h"

/** A buffer for the path of a folder of ours. */
struct object_folder {
	char path[4096];
};

/** The plugins' folder: next to the program if it was not installed, else the installed one. */
const char *object_plugin_folder(struct object_folder *folder);
/** The same for sinks. */
const char *object_sink_folder(struct object_folder *folder);

/** Names of a folder's *.so, without that suffix, sorted, none opened; ends with NULL. 0 or -errno. */
int object_names(struct arena *arena, const char *folder, const char ***names);

/**
 * Opens a module early, so that object_module finds it open; a failure shows there. It stays open until the process
 * exits.
 */
void object_module_open(const char *name);
/**
 * Opens the module NAME.so and finds its one symbol, a constant. NULL, with a sentence in *wrong, from the arena, that
 * says why and what to do.
 */
const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong);

#endif
