/* SPDX-License-Identifier: MIT */
/** @file The plugins of a folder: read from their files, checked, sorted by name. None of their code runs. */
#ifndef XF_REGISTRY_H
#define XF_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <xenfacts/plugin.h>

#include "core/util/buf.h"
#include "core/util/map.h"
#include "facts/report.h"

#define XF_PLUGINS_CAP 256u

/** A plugin that was accepted. */
struct loaded_plugin {
	const struct xf_plugin *plugin; /**< as this version knows it (adopt.h), never what the object itself holds */
	const char **values;            /**< of its settings, in their order, configured or fallback; NULL: none */
	const char *file;
	int fd;               /**< of the file as it was checked */
	bool own;             /**< it is part of xenfacts: in our folder, under one of our names */
	bool opened;          /**< its functions can be called (open.h); else only its tables can be read */
	unsigned deadline_ms; /**< time limit in a run; 0: its share */
};

/** All of a folder; refused plugins are kept as a status with the reason. */
struct registry {
	struct arena *arena;
	struct loaded_plugin *loaded; /**< sorted by name */
	size_t count;
	struct plugin_status *refused;
	size_t refused_count;
	struct map firsts; /**< who declares facts below the first part of a key; "": only rules */
	int folder;        /**< descriptor of the folder being loaded; -1: none */
	bool ours;         /**< the folder being loaded is that of the plugins that this program was built with */
};

/**
 * Loads every *.so in `folder`, sorted by name. A plugin is refused if it has another ABI, lacks the symbol, has a bad
 * table, is not named after its file, has a name already taken or, if we are root, a file that others may change
 * (trust_open); the rest are loaded. 0, or -errno if the folder itself cannot be read. Close it with
 * probe_registry_close even after an error.
 */
int probe_registry_load(struct registry *registry, const char *folder);
/** Loads one file with the same checks. NULL if it was accepted, else the reason, from the registry. */
const char *probe_registry_add(struct registry *registry, const char *file);
/** An empty registry. 0 or -ENOMEM. */
int probe_registry_init(struct registry *registry);
/**
 * Appends what these plugins are: each one's file as the kernel knows it, its settings, what was refused. Where that is
 * the same, they say the same of the same machine.
 */
void probe_registry_describe(const struct registry *registry, struct buf *to);
/** Closes the files, and frees the plugins' tables, which a report's facts point to. */
void probe_registry_close(struct registry *registry);

#endif
