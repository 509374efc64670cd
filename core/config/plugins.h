/* SPDX-License-Identifier: MIT */
/** @file The configuration of plugins: for each, common settings and those it declares. */
#ifndef XF_CONFIG_PLUGINS_H
#define XF_CONFIG_PLUGINS_H

#include "core/config/values.h"
#include "core/probe/registry.h"

/** The configuration of one plugin. */
struct plugin_config {
	const char *name;
	bool enabled;
	uint64_t deadline_ms;          /**< 0: its share of the run */
	struct config_values settings; /**< enabled and deadline too */
};

/** All of them, sorted by name. */
struct plugin_configs {
	struct plugin_config *list;
	size_t count;
};

/**
 * Checks every entry of the section "plugins" and fills the configuration of each plugin in a folder; none of them
 * stays loaded. 0, also if there were mistakes, or -ENOMEM.
 */
int config_plugins(struct plugin_configs *plugins, const struct config_entries *entries, const char *folder,
                   struct config_mistakes *mistakes);
/** Gives a loaded plugin its configured values, which stay the configuration's. */
void config_plugin_apply(const struct plugin_config *plugin, struct loaded_plugin *loaded);
/** The configuration of the plugin of that name; NULL: it was not installed when the configuration was read. */
const struct plugin_config *config_plugin_of(const struct plugin_configs *plugins, const char *name);

#endif
