/* SPDX-License-Identifier: MIT */
/** @file The plugins of a folder: opened, checked before any of their code runs, sorted by name. */
#ifndef XF_REGISTRY_H
#define XF_REGISTRY_H

#include <stddef.h>
#include <xenfacts/plugin.h>

#include "facts/report.h"

/** A loaded plugin. */
struct loaded_plugin {
	const struct xf_plugin *plugin; /**< as this version knows it (adopt.h), never what the object itself holds */
	const char **values;  /**< of its settings, in their order: their fallbacks or what is configured; NULL: none */
	const char *file;
	unsigned deadline_ms; /**< how long it may take in a run; 0: its share */
};

/** All of a folder; those refused are kept as a status with the reason. */
struct registry {
	struct arena *arena;
	struct loaded_plugin *loaded;  /**< sorted by name */
	size_t count;
	struct plugin_status *refused;
	size_t refused_count;
};

/**
 * Loads every *.so of `folder`, in the order of their names. A plugin of another ABI, without the symbol,
 * with a bad table, a name that is not its file's, a name taken already or, when running as root, a file
 * that others than root or its owner may write, is refused and the rest is loaded. 0, or -errno when the
 * folder itself cannot be read. Close it with probe_registry_close even after an error.
 */
int probe_registry_load(struct registry *registry, const char *folder);
/** Loads one file by the same checks. NULL when it is accepted, else the reason, from the registry. */
const char *probe_registry_add(struct registry *registry, const char *file);
/** An empty registry. 0 or -ENOMEM. */
int probe_registry_init(struct registry *registry);
/**
 * Frees the lists and the plugins' tables, which the facts of a report point to. Their code stays mapped until the
 * process ends.
 */
void probe_registry_close(struct registry *registry);

#endif
