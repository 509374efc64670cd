/* SPDX-License-Identifier: MIT */
/** @file Our own shared objects: where they are, and how a module is opened. */
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

/** Opens a module, so that object_module finds it open; a failure shows there. It stays open until the process ends. */
void object_module_open(const char *name);
/**
 * Opens the module NAME.so and finds its one symbol, a constant. NULL, and *wrong a sentence from the arena that says
 * why and what to do.
 */
const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong);

#endif
