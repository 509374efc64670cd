/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The agent's configuration: every setting, its value, and where that comes from. `config show` prints these tables,
 * and a test checks the manual against them.
 */
#ifndef XF_CONFIG_H
#define XF_CONFIG_H

#include <stdio.h>
#include <xenfacts/sink.h>

#include "core/config/files.h"
#include "core/config/plugins.h"
#include "core/config/values.h"

/** Settings of the agent itself, and those common to all sinks. */
extern const struct xf_setting config_agent_settings[], config_sink_settings[];

/** A sink's settings under one name: where a tool expects its facts. The table ends with a NULL name. */
struct preset {
	const char *name;
	const char *type;
	const char *format;
	const char *path;
	const char *folder_owner; /**< who may own folders of that path, besides root; NULL: nobody */
	const char *sentence;
};
extern const struct preset config_presets[];

/** One sink. */
struct sink_config {
	const char *name;
	const struct xf_sink *sink;
	const char *format;
	const char *profile; /**< slim or full */
	bool enabled;
	uint64_t heartbeat_ms;         /**< 0: none */
	uint64_t limit_ms;             /**< of one delivery */
	struct config_values common;   /**< of config_sink_settings */
	struct config_values settings; /**< of the sink's own table */
};

/** The whole configuration. Memory is the arena's; sinks stay loaded until the process exits. */
struct config {
	struct config_entries entries;
	struct config_values settings;
	uint64_t interval_ms, jitter_ms, settle_ms, deadline_ms;
	uint64_t history; /**< how many different reports are kept; 0: none */
	bool uevents, require_sandbox;
	struct plugin_configs plugins; /**< every installed plugin */
	struct sink_config *sinks;     /**< sorted by name */
	size_t sink_count;
};

/** Where a configuration comes from. */
struct config_source {
	struct config_files files;
	const char *plugin_folder; /**< of the plugins */
	const char *sink_folder;   /**< of the sinks */
	const char *formats;       /**< the formats to choose from, separated by single blanks */
	const char *runtime;       /**< folder of the built-in sink's file; NULL: no built-in sink */
};

/**
 * Reads and checks a configuration into memory of `arena`. An empty one is valid: everything has its fallback, and one
 * sink `facts` writes RUNTIME/facts.json. 0; -EINVAL, with all that is wrong, sorted; or -ENOMEM.
 */
int config_load(struct config *config, struct arena *arena, const struct config_source *source,
                struct config_mistakes *mistakes);
/** Writes the whole effective configuration as YAML that config_load reads back to the same result. 0 or -errno. */
int config_show(const struct config *config, FILE *file);

#endif
