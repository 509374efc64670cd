/* SPDX-License-Identifier: MIT */
/** @file Opens a plugin, which runs its constructors: only in a worker, inside the sandbox. */
#ifndef XF_PROBE_OPEN_H
#define XF_PROBE_OPEN_H

#include "core/probe/registry.h"

/**
 * Opens a plugin's file and gives its entry in the registry the plugin's functions; the tables stay those that were
 * read from the file. Does nothing if that was done before. `sandboxed`: this is a worker. NULL, or why it cannot be
 * opened, from the registry.
 */
const char *probe_open(const struct registry *registry, struct loaded_plugin *loaded, bool sandboxed);

#endif
