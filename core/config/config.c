/* SPDX-License-Identifier: MIT */
/*
 * From merged entries to a checked configuration: the agent's own settings and the plugins; sinks are in
 * config-sinks.c. Every entry must be somebody's: a misspelt key that is silently ignored is how a fleet loses its
 * facts.
 */
#include "core/config/config.h"

#include <errno.h>
#include <string.h>

#include "core/util/nearest.h"
#include "core/util/parse.h"

const struct xf_setting xf_agent_settings[] = {
	{ "interval", XF_SETTING_TIME, "1s 366d", "1h", "How long after one look at the machine the next one begins." },
	{ "jitter", XF_SETTING_TIME, NULL, "5m", "At most this much is added to each interval, by chance." },
	{ "settle", XF_SETTING_TIME, NULL, "500ms", "How long devices must be quiet behind a uevent before a look." },
	{ "deadline", XF_SETTING_TIME, "100ms 1h", "2s", "How long one look may take, all plugins together." },
	{ "uevents", XF_SETTING_BOOL, NULL, "true", "Look again when a device comes or goes." },
	{ .key = NULL },
};

static size_t length_of(const struct xf_setting *table)
{
	size_t count = 0;

	while (table[count].key)
		count++;
	return count;
}

int xf_values_fill(struct xf_values *values, const struct xf_entries *entries, const char *section, const char *name,
                   struct xf_mistake *mistake)
{
	struct xf_arena *arena = entries->arena;
	size_t count = length_of(values->table);

	values->values = xf_alloc(arena, (count + 1) * sizeof(*values->values));
	values->entries = xf_alloc(arena, (count + 1) * sizeof(*values->entries));
	if (!values->values || !values->entries)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct xf_entry *entry = xf_entries_find(entries, section, name, values->table[i].key);
		const char *text = entry ? entry->text : values->table[i].fallback;
		const char *wrong = text ? xf_setting_read(arena, &values->table[i], text, &values->values[i]) : NULL;

		values->entries[i] = entry;
		if (wrong && entry) {
			*mistake = (struct xf_mistake){ entry->file, entry->line, entry->column, wrong };
			return -EINVAL;
		}
	}
	return 0;
}

const char *xf_values_get(const struct xf_values *values, const char *key)
{
	for (size_t i = 0; values->table && values->table[i].key; i++)
		if (!strcmp(values->table[i].key, key))
			return values->values[i];
	return NULL;
}

uint64_t xf_values_number(const struct xf_values *values, const char *key)
{
	const struct xf_setting *setting = xf_setting_find(values->table, key);

	return setting ? xf_setting_number(setting, xf_values_get(values, key)) : 0;
}

bool xf_values_true(const struct xf_values *values, const char *key)
{
	const char *value = xf_values_get(values, key);

	return value && !strcmp(value, "true");
}

int xf_config_unknown(const struct xf_entries *entries, const struct xf_entry *entry, const struct xf_setting *table,
                      const struct xf_setting *more, struct xf_mistake *mistake)
{
	struct xf_nearest nearest = { .word = entry->key };

	for (; table && table->key; table++)
		xf_nearest_offer(&nearest, table->key);
	for (; more && more->key; more++)
		xf_nearest_offer(&nearest, more->key);
	if (!*entry->section) {
		xf_nearest_offer(&nearest, "plugins");
		xf_nearest_offer(&nearest, "sinks");
	}
	const char *sentence = xf_fmt(entries->arena, "unknown setting %s%s", entry->key,
	                              xf_nearest_hint(entries->arena, &nearest));

	*mistake = (struct xf_mistake){ entry->file, entry->key_line, entry->key_column, sentence };
	return -EINVAL;
}

static int unknown_plugin(const struct xf_entries *entries, const struct xf_entry *entry,
                          const char *const *plugins, struct xf_mistake *mistake)
{
	struct xf_nearest nearest = { .word = entry->name };

	for (; *plugins; plugins++)
		xf_nearest_offer(&nearest, *plugins);
	const char *hint = *nearest.best ? xf_nearest_hint(entries->arena, &nearest) : "; see `xenfacts list plugins`";
	const char *sentence = xf_fmt(entries->arena, "there is no plugin %s here%s", entry->name, hint);

	*mistake = (struct xf_mistake){ entry->file, entry->name_line, entry->name_column, sentence };
	return -EINVAL;
}

/* Whose is each entry? Those of sinks are looked at when their type is known. */
static int check_entries(const struct xf_config *config, const char *const *plugins, struct xf_mistake *mistake)
{
	const struct xf_entries *entries = &config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct xf_entry *entry = &entries->list[i];
		const char *const *plugin = plugins;

		if (!*entry->section && !xf_setting_find(xf_agent_settings, entry->key))
			return xf_config_unknown(entries, entry, xf_agent_settings, NULL, mistake);
		if (strcmp(entry->section, "plugins"))
			continue;
		while (*plugin && strcmp(*plugin, entry->name))
			plugin++;
		if (!*plugin)
			return unknown_plugin(entries, entry, plugins, mistake);
		const struct xf_setting *table = xf_plugin_settings_of(entry->name);

		if (*entry->key && !xf_setting_find(table, entry->key))
			return xf_config_unknown(entries, entry, table, NULL, mistake);
	}
	return 0;
}

/* Values that are each of their type, and yet not what this plugin can use. */
static int check_plugin(const struct xf_config *config, const struct xf_plugin_config *plugin,
                        struct xf_mistake *mistake)
{
	const char *key = NULL, *wrong = xf_plugin_settings_check(&plugin->settings, &key);
	const struct xf_entry *entry = wrong ? xf_entries_find(&config->entries, "plugins", plugin->name, key) : NULL;

	if (!entry)
		return 0;
	*mistake = (struct xf_mistake){ entry->file, entry->line, entry->column, wrong };
	return -EINVAL;
}

static int fill_plugins(struct xf_config *config, const char *const *plugins, struct xf_mistake *mistake)
{
	size_t count = 0;
	int error = 0;

	while (plugins[count])
		count++;
	config->plugins = xf_alloc(config->entries.arena, (count + 1) * sizeof(*config->plugins));
	if (!config->plugins)
		return -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		struct xf_plugin_config *plugin = &config->plugins[config->plugin_count++];

		plugin->name = plugins[i];
		plugin->settings.table = xf_plugin_settings_of(plugin->name);
		error = xf_values_fill(&plugin->settings, &config->entries, "plugins", plugin->name, mistake);
		if (!error)
			error = check_plugin(config, plugin, mistake);
		plugin->enabled = !error && xf_values_true(&plugin->settings, "enabled");
		plugin->deadline_ms = error ? 0 : xf_values_number(&plugin->settings, "deadline");
	}
	return error;
}

/* Anew each time, since a package may have brought one. */
static int list_plugins(struct xf_arena *arena, const char *folder, const char ***plugins, struct xf_mistake *mistake)
{
	int error = xf_plugin_names(arena, folder, plugins);

	if (!error || error == -ENOMEM)
		return error;
	*mistake = (struct xf_mistake){ .file = folder, .sentence = xf_fmt(arena, "the plugins cannot be listed: %s; "
		"install xenfacts again, or use --plugin-dir", strerror(-error)) };
	return -EINVAL;
}

int xf_config_load(struct xf_config *config, struct xf_arena *arena, const struct xf_config_source *source,
                   struct xf_mistake *mistake)
{
	*config = (struct xf_config){ .entries.arena = arena, .settings.table = xf_agent_settings };
	const char **plugins = NULL;
	int error = xf_entries_read(&config->entries, &source->files, mistake);

	if (!error)
		error = list_plugins(arena, source->plugin_folder, &plugins, mistake);
	if (!error)
		error = check_entries(config, plugins, mistake);
	if (!error)
		error = xf_values_fill(&config->settings, &config->entries, "", "", mistake);
	if (!error)
		error = fill_plugins(config, plugins, mistake);
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
