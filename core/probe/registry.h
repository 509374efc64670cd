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
	const char **values;            /**< of its settings, in their order, configured or fallback; NULL: none */
	const char *file;
	unsigned deadline_ms; /**< time limit in a run; 0: its share */
};

/** All of a folder; refused plugins are kept as a status with the reason. */
struct registry {
	struct arena *arena;
	struct loaded_plugin *loaded; /**< sorted by name */
	size_t count;
	struct plugin_status *refused;
	size_t refused_count;
};

/**
 * Loads every *.so in `folder`, sorted by name. A plugin is refused if it has another ABI, lacks the symbol, has a bad
 * table, is not named after its file, has a name already taken or, if we are root, a file that others than root or its
 * owner may write; the rest are loaded. 0, or -errno if the folder itself cannot be read. Close it with
 * probe_registry_close even after an error.
 */
int probe_registry_load(struct registry *registry, const char *folder);
/** Loads one file with the same checks. NULL if it was accepted, else the reason, from the registry. */
const char *probe_registry_add(struct registry *registry, const char *file);
/** An empty registry. 0 or -ENOMEM. */
int probe_registry_init(struct registry *registry);
/**
 * Frees the lists and the plugins' tables, which a report's facts point to. Plugin code stays mapped until the process
 * exits.
 */
void probe_registry_close(struct registry *registry);

#endif
