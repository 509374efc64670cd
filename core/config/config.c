/* SPDX-License-Identifier: MIT */
/*
 * Turns merged entries into a checked configuration: the agent's own settings here, then plugins.c and sinks.c. Every
 * entry must belong to something: silently ignoring a misspelt key is how a fleet loses its facts.
 */
#include "core/config/config.h"

#include <errno.h>
#include <string.h>

#include "core/config/sinks.h"

const struct xf_setting config_agent_settings[] = {
	{ "interval", XF_SETTING_TIME, "1s 366d", "1h", "Time between scans." },
	{ "jitter", XF_SETTING_TIME, NULL, "5m", "Upper limit of the random time added to each interval." },
	{ "settle", XF_SETTING_TIME, NULL, "500ms", "How long devices must be quiet after a uevent before a scan." },
	{ "deadline", XF_SETTING_TIME, "100ms 1h", "5s", "How long one scan may take, all plugins together." },
	{ "sandbox", XF_SETTING_WORD, "optional require", "optional",
	  "require: no scan where plugins cannot be confined completely." },
	{ "history", XF_SETTING_COUNT, "0 1000", "0",
	  "How many different reports are kept for `xenfacts diff --since`; 0: none." },
	{ "uevents", XF_SETTING_BOOL, NULL, "true", "Scan again when a device comes or goes." },
	{ .key = NULL },
};

/* Checks the agent's own entries; those of plugins and sinks are checked with their tables. */
static void check_own(const struct config_entries *entries, struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct config_entry *entry = &entries->list[i];

		if (!*entry->section && !setting_find(config_agent_settings, entry->key))
			config_values_unknown(entries, entry, config_agent_settings, NULL, mistakes);
	}
}

/* All parts, even if one is wrong: a person wants to correct everything at once. */
static int fill(struct config *config, const struct config_source *source, struct config_mistakes *mistakes)
{
	int error = config_files_read(&config->entries, &source->files, mistakes);

	if (error)
		return error;
	check_own(&config->entries, mistakes);
	error = config_values_fill(&config->settings, &config->entries, "", "", mistakes);
	if (!error)
		error = config_plugins(&config->plugins, &config->entries, source->plugin_folder, mistakes);
	return error ? error : config_sinks(config, source, mistakes);
}

int config_load(struct config *config, struct arena *arena, const struct config_source *source,
                struct config_mistakes *mistakes)
{
	*config = (struct config){ .entries.arena = arena, .settings.table = config_agent_settings };
	*mistakes = (struct config_mistakes){ .count = 0 };
	int error = fill(config, source, mistakes);

	if (!error && arena_failed(arena))
		error = -ENOMEM; /* a sentence may lack its text, a setting its value */
	config_mistakes_sort(mistakes);
	if (error || mistakes->count)
		return error ? error : -EINVAL;
	config->interval_ms = config_values_number(&config->settings, "interval");
	config->jitter_ms = config_values_number(&config->settings, "jitter");
	config->settle_ms = config_values_number(&config->settings, "settle");
	config->deadline_ms = config_values_number(&config->settings, "deadline");
	config->history = config_values_number(&config->settings, "history");
	config->require_sandbox = !strcmp(config_values_get(&config->settings, "sandbox"), "require");
	config->uevents = config_values_true(&config->settings, "uevents");
	return 0;
}
