/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The agent's configuration: every setting there is, its value, and where that comes from. The tables are also what
 * `config show` prints and what the manual is held against.
 */
#ifndef XF_CONFIG_H
#define XF_CONFIG_H

#include <stdio.h>

#include "core/config/entry.h"
#include "core/config/setting.h"

/** Settings of the agent itself, and of each sink whatever its type; those of a plugin: xf_plugin_settings_of. */
extern const struct xf_setting xf_agent_settings[], xf_sink_settings[];

/** A sink's settings under one name: where a tool looks for its facts. The table ends with a NULL name. */
struct xf_preset {
	const char *name;
	const char *type;
	const char *format;
	const char *path;
	const char *sentence;
};
extern const struct xf_preset xf_presets[];

/** Values of a table's settings, in its order; NULL: not set and no fallback. */
struct xf_values {
	const struct xf_setting *table;
	const char **values;
	const struct xf_entry **entries; /**< where each comes from; NULL: fallback or preset */
};

/** What is configured for one plugin. */
struct xf_plugin_config {
	const char *name;
	bool enabled;
	uint64_t deadline_ms; /**< 0: its share of the run */
	struct xf_values settings;
};

/** One sink. */
struct xf_sink_config {
	const char *name;
	const struct xf_sink *sink;
	const char *format;
	bool enabled;
	uint64_t heartbeat_ms;     /**< 0: none */
	uint64_t limit_ms;         /**< of one delivery */
	struct xf_values common;   /**< of xf_sink_settings */
	struct xf_values settings; /**< of the sink's own table */
};

/** All of it. Memory is the arena's; sinks stay loaded until the process ends. */
struct xf_config {
	struct xf_entries entries;
	struct xf_values settings;
	uint64_t interval_ms, jitter_ms, settle_ms, deadline_ms;
	bool uevents;
	struct xf_plugin_config *plugins; /**< every plugin there is, sorted by name */
	size_t plugin_count;
	struct xf_sink_config *sinks;     /**< sorted by name */
	size_t sink_count;
};

/** Where a configuration comes from. */
struct xf_config_source {
	struct xf_entry_source files;
	const char *plugin_folder;   /**< of the plugins */
	const char *sink_folder;     /**< of the sinks */
	const char *formats;         /**< what there is to choose from, one blank between */
	const char *runtime;         /**< folder for the facts' own file; NULL: no such sink without being told */
};

/**
 * Reads and checks a configuration into memory of `arena`. Without any setting it is a good one: everything at its
 * fallback, and one sink `facts` that writes RUNTIME/facts.json. 0; -EINVAL with *mistake; -ENOMEM; or the -errno of
 * mistake->file.
 */
int xf_config_load(struct xf_config *config, struct xf_arena *arena, const struct xf_config_source *source,
                   struct xf_mistake *mistake);
/** Writes the whole effective configuration as YAML that xf_config_load reads back to the same. 0 or -errno. */
int xf_config_show(const struct xf_config *config, FILE *file);

/* ---- for config.c's own parts ---- */

/** Fills values from entries, else from fallbacks; a value that is not of its type is a mistake. */
int xf_values_fill(struct xf_values *values, const struct xf_entries *entries, const char *section, const char *name,
                   struct xf_mistake *mistake);
/** The value of a key; NULL if it has none. */
const char *xf_values_get(const struct xf_values *values, const char *key);
/** The same as a number. */
uint64_t xf_values_number(const struct xf_values *values, const char *key);
/** The same as a truth value. */
bool xf_values_true(const struct xf_values *values, const char *key);
/** The table of a plugin's settings. */
const struct xf_setting *xf_plugin_settings_of(const char *name);
/** What is wrong with a plugin's values, a static sentence, and *key the setting that it is about; NULL: nothing. */
const char *xf_plugin_settings_check(const struct xf_values *values, const char **key);
/** Fills config->sinks from the entries. */
int xf_config_sinks(struct xf_config *config, const struct xf_config_source *source, struct xf_mistake *mistake);
/** Says that an entry's key is none of the tables' keys (the second may be NULL), with the nearest. -EINVAL. */
int xf_config_unknown(const struct xf_entries *entries, const struct xf_entry *entry, const struct xf_setting *table,
                      const struct xf_setting *more, struct xf_mistake *mistake);

/** Names of all plugins of a folder, by their files, sorted, ending with NULL; none is opened. 0 or -errno. */
int xf_plugin_names(struct xf_arena *arena, const char *folder, const char ***names);
/** Opens DIR/TYPE.so and checks it. NULL, and *wrong a sentence from the arena. */
const struct xf_sink *xf_sink_load(struct xf_arena *arena, const char *folder, const char *type, const char **wrong);

#endif
