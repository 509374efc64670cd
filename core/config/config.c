/* SPDX-License-Identifier: MIT */
/*
 * From merged entries to a checked configuration: the agent's own settings here, then plugins.c and sinks.c. Every
 * entry must be somebody's: a misspelt key that is silently ignored is how a fleet loses its facts.
 */
#include "core/config/config.h"

#include <errno.h>

#include "core/config/sinks.h"

const struct xf_setting xf_agent_settings[] = {
	{ "interval", XF_SETTING_TIME, "1s 366d", "1h", "How long after one scan the next one begins." },
	{ "jitter", XF_SETTING_TIME, NULL, "5m", "At most this much is added to each interval, by chance." },
	{ "settle", XF_SETTING_TIME, NULL, "500ms", "How long devices must be quiet behind a uevent before a scan." },
	{ "deadline", XF_SETTING_TIME, "100ms 1h", "2s", "How long one scan may take, all plugins together." },
	{ "uevents", XF_SETTING_BOOL, NULL, "true", "Scan again when a device comes or goes." },
	{ .key = NULL },
};

/* Of the agent's own entries; those of plugins and sinks are checked with their tables. */
static int check_own(const struct xf_entries *entries, struct xf_mistake *mistake)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct xf_config_entry *entry = &entries->list[i];

		if (!*entry->section && !xf_setting_find(xf_agent_settings, entry->key))
			return xf_values_unknown(entries, entry, xf_agent_settings, NULL, mistake);
	}
	return 0;
}

int xf_config_load(struct xf_config *config, struct xf_arena *arena, const struct xf_config_source *source,
                   struct xf_mistake *mistake)
{
	*config = (struct xf_config){ .entries.arena = arena, .settings.table = xf_agent_settings };
	int error = xf_entries_read(&config->entries, &source->files, mistake);

	if (!error)
		error = check_own(&config->entries, mistake);
	if (!error)
		error = xf_values_fill(&config->settings, &config->entries, "", "", mistake);
	if (!error)
		error = xf_config_plugins(&config->plugins, &config->entries, source->plugin_folder, mistake);
	if (!error)
		error = xf_config_sinks(config, source, mistake);
	if (error)
		return error;
	config->interval_ms = xf_values_number(&config->settings, "interval");
	config->jitter_ms = xf_values_number(&config->settings, "jitter");
	config->settle_ms = xf_values_number(&config->settings, "settle");
	config->deadline_ms = xf_values_number(&config->settings, "deadline");
	config->uevents = xf_values_true(&config->settings, "uevents");
	return xf_arena_failed(arena) ? -ENOMEM : 0;
}
