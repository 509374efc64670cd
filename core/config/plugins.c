/* SPDX-License-Identifier: MIT */
/*
 * Settings of plugins: those that every plugin has, and those each one declares. The declarations are read every time,
 * since a package may have added a plugin.
 */
#include "core/config/plugins.h"

#include <errno.h>
#include <string.h>

#include "core/config/declared.h"
#include "core/util/nearest.h"

#define OWN 2 /* number of settings below */

static const struct xf_setting of_any[OWN] = {
	{ "enabled", XF_SETTING_BOOL, NULL, "true", "Run this plugin." },
	{ "deadline", XF_SETTING_TIME, "0 1ms 1h", "0", "How long it may run; 0: half of the scan's remaining time." },
};

/* The settings that every plugin has, then its own. */
static struct xf_setting *join(struct arena *arena, const struct xf_setting *own)
{
	size_t count = 0;

	while (own[count].key)
		count++;
	struct xf_setting *table = arena_alloc(arena, (OWN + count + 1) * sizeof(*table));

	if (!table)
		return NULL;
	memcpy(table, of_any, sizeof(of_any));
	memcpy(table + OWN, own, count * sizeof(*own));
	return table;
}

/* All installed plugins, with every setting of each. 0; -EINVAL: they cannot be listed, which is reported; -ENOMEM. */
static int list(struct arena *arena, const char *folder, struct config_declared **plugins, size_t *count,
                struct config_mistakes *mistakes)
{
	int error = config_declared_read(arena, folder, plugins, count);

	for (size_t i = 0; !error && i < *count; i++) {
		(*plugins)[i].settings = join(arena, (*plugins)[i].settings);
		error = (*plugins)[i].settings ? 0 : -ENOMEM;
	}
	if (!error || error == -ENOMEM)
		return error;
	config_mistakes_add(mistakes, arena, folder, 0, 0,
	                    "cannot list the plugins: %s; reinstall xenfacts or use --plugin-dir", strerror(-error));
	return -EINVAL;
}

/* ---- what is configured ---- */

static void unknown_plugin(const struct config_entries *entries, const struct config_entry *entry,
                           const struct config_declared *plugins, size_t count, struct config_mistakes *mistakes)
{
	struct nearest nearest = { .word = entry->name };

	for (size_t i = 0; i < count; i++)
		nearest_offer(&nearest, plugins[i].name);
	const char *hint = *nearest.best ? nearest_hint(entries->arena, &nearest) : "; see `xenfacts list plugins`";

	config_mistakes_add(mistakes, entries->arena, entry->file, entry->name_line, entry->name_column,
	                    "unknown plugin %s%s", entry->name, hint);
}

/* A setting that the plugin lacks, or that cannot be checked, since the plugin was refused. */
static void unknown_setting(const struct config_entries *entries, const struct config_entry *entry,
                            const struct config_declared *plugin, struct config_mistakes *mistakes)
{
	if (*plugin->refused)
		config_mistakes_add(mistakes, entries->arena, entry->file, entry->key_line, entry->key_column,
		                    "the settings of the plugin %s are unknown, as it was refused: %s", plugin->name,
		                    plugin->refused);
	else
		config_values_unknown(entries, entry, plugin->settings, NULL, mistakes);
}

static void check_entries(const struct config_entries *entries, const struct config_declared *plugins, size_t count,
                          struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct config_entry *entry = &entries->list[i];
		size_t at = 0;

		if (strcmp(entry->section, "plugins"))
			continue;
		while (at < count && strcmp(plugins[at].name, entry->name))
			at++;
		if (at == count && config_entries_begins(entries, i))
			unknown_plugin(entries, entry, plugins, count, mistakes);
		if (at < count && *entry->key && !setting_find(plugins[at].settings, entry->key))
			unknown_setting(entries, entry, &plugins[at], mistakes);
	}
}

static int fill(struct plugin_configs *plugins, const struct config_entries *entries,
                const struct config_declared *declared,
                size_t count, struct config_mistakes *mistakes)
{
	int error = 0;

	plugins->list = arena_alloc(entries->arena, (count + 1) * sizeof(*plugins->list));
	if (!plugins->list)
		return -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		struct plugin_config *plugin = &plugins->list[plugins->count++];

		plugin->name = declared[i].name;
		plugin->settings.table = declared[i].settings;
		error = config_values_fill(&plugin->settings, entries, "plugins", plugin->name, mistakes);
		plugin->enabled = !error && config_values_true(&plugin->settings, "enabled");
		plugin->deadline_ms = error ? 0 : config_values_number(&plugin->settings, "deadline");
	}
	return error;
}

int config_plugins(struct plugin_configs *plugins, const struct config_entries *entries, const char *folder,
                   struct config_mistakes *mistakes)
{
	struct config_declared *declared;
	size_t count;
	int error = list(entries->arena, folder, &declared, &count, mistakes);

	if (error)
		return error == -EINVAL ? 0 : error;
	check_entries(entries, declared, count, mistakes);
	return fill(plugins, entries, declared, count, mistakes);
}

void config_plugin_apply(const struct plugin_config *plugin, struct loaded_plugin *loaded)
{
	loaded->deadline_ms = (unsigned)plugin->deadline_ms;
	for (size_t i = 0; loaded->plugin->settings && loaded->plugin->settings[i].key; i++) {
		const char *value = config_values_get(&plugin->settings, loaded->plugin->settings[i].key);

		if (value)
			loaded->values[i] = value;
	}
}

const struct plugin_config *config_plugin_of(const struct plugin_configs *plugins, const char *name)
{
	for (size_t i = 0; i < plugins->count; i++)
		if (!strcmp(plugins->list[i].name, name))
			return &plugins->list[i];
	return NULL;
}
