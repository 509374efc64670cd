/* SPDX-License-Identifier: MIT */
/** @file What is configured for plugins: of each, what any plugin has and what it declares. */
#ifndef XF_CONFIG_PLUGINS_H
#define XF_CONFIG_PLUGINS_H

#include "core/config/values.h"
#include "core/probe/registry.h"

/** What is configured for one plugin. */
struct plugin_config {
	const char *name;
	bool enabled;
	uint64_t deadline_ms; /**< 0: its share of the run */
	struct config_values settings; /**< enabled and deadline too */
};

/** All of them, sorted by name. */
struct plugin_configs {
	struct plugin_config *list;
	size_t count;
};

/**
 * Checks every entry of the section "plugins" and fills the configuration of each plugin of a folder, of which none
 * stays open. 0; -EINVAL with *mistake; -ENOMEM.
 */
int config_plugins(struct plugin_configs *plugins, const struct config_entries *entries, const char *folder,
                   struct config_mistake *mistake);
/** Hands a loaded plugin what is configured for it; the values stay the configuration's. */
void config_plugin_apply(const struct plugin_config *plugin, struct loaded_plugin *loaded);
/** What is configured for the plugin of that name; NULL: it was not there when the configuration was read. */
const struct plugin_config *config_plugin_of(const struct plugin_configs *plugins, const char *name);

#endif
