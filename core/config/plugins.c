/* SPDX-License-Identifier: MIT */
/*
 * What can be set for plugins: what any has, and what cloud has besides, whose service the agent asks. Which plugins
 * there are is told by their files' names: the agent must not hold one of them.
 */
#include "core/config/plugins.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/nearest.h"

#define OF_ALL \
	{ "enabled", XF_SETTING_BOOL, NULL, "true", "Run this plugin." }, \
	{ "deadline", XF_SETTING_TIME, "0 1ms 1h", "0", "How long it may take; 0: half of what is left of the look." }

static const struct xf_setting of_any[] = { OF_ALL, { .key = NULL } };

/* The address is that of AWS's documentation, for IPv4 and for any instance. */
static const struct xf_setting of_cloud[] = {
	OF_ALL,
	{ "fetch", XF_SETTING_BOOL, NULL, "false",
	  "Ask EC2's metadata service, where this machine is one of EC2's." },
	{ "url", XF_SETTING_TEXT, NULL, "http://169.254.169.254",
	  "Where the service is: http://HOST or http://HOST:PORT." },
	{ "hops", XF_SETTING_COUNT, NULL, "2",
	  "How many routers a packet to it may pass; 0: as many as the system allows." },
	{ .key = NULL },
};

static const struct xf_setting *settings_of(const char *name)
{
	return strcmp(name, "cloud") ? of_any : of_cloud;
}

/* "http://HOST[:PORT]", since paths are ours to add; a user name in it would be a secret in the configuration. */
static bool is_service(const char *url)
{
	static const char scheme[] = "http://";
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
	const char *host = url + sizeof(scheme) - 1;

	return !strncmp(url, scheme, sizeof(scheme) - 1) && *host && !host[strspn(host, allowed)] && strlen(host) < 256;
}

static const char *check_values(const struct xf_values *values, const char **key)
{
	const char *url = xf_values_get(values, "url");

	if (url && !is_service(url)) {
		*key = "url";
		return "url must be http://HOST or http://HOST:PORT";
	}
	*key = "hops";
	return xf_values_number(values, "hops") > 255 ? "hops must be from 0 to 255" : NULL;
}

/* ---- which there are ---- */

static int is_object(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 3 && !strcmp(entry->d_name + length - 3, ".so");
}

static int list_names(struct xf_arena *arena, const char *folder, const char ***names)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_object, alphasort);

	if (count < 0)
		return -errno;
	*names = xf_alloc(arena, ((size_t)count + 1) * sizeof(**names));
	for (int i = 0; i < count; i++) {
		if (*names)
			(*names)[i] = xf_dup(arena, entries[i]->d_name, strlen(entries[i]->d_name) - 3);
		free(entries[i]);
	}
	free(entries);
	return *names && !xf_arena_failed(arena) ? 0 : -ENOMEM;
}

/* Anew each time, since a package may have brought one. */
static int list(struct xf_arena *arena, const char *folder, const char ***names, struct xf_mistake *mistake)
{
	int error = list_names(arena, folder, names);

	if (!error || error == -ENOMEM)
		return error;
	*mistake = (struct xf_mistake){ .file = folder, .sentence = xf_fmt(arena, "the plugins cannot be listed: %s; "
		"install xenfacts again, or use --plugin-dir", strerror(-error)) };
	return -EINVAL;
}

/* ---- what is configured ---- */

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

static int check_entries(const struct xf_entries *entries, const char *const *names, struct xf_mistake *mistake)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct xf_entry *entry = &entries->list[i];
		const char *const *name = names;

		if (strcmp(entry->section, "plugins"))
			continue;
		while (*name && strcmp(*name, entry->name))
			name++;
		if (!*name)
			return unknown_plugin(entries, entry, names, mistake);
		const struct xf_setting *table = settings_of(entry->name);

		if (*entry->key && !xf_setting_find(table, entry->key))
			return xf_values_unknown(entries, entry, table, NULL, mistake);
	}
	return 0;
}

/* Values that are each of their type, and yet not what this plugin can use. */
static int check_plugin(const struct xf_entries *entries, const struct xf_plugin_config *plugin,
                        struct xf_mistake *mistake)
{
	const char *key = NULL, *wrong = check_values(&plugin->settings, &key);
	const struct xf_entry *entry = wrong ? xf_entries_find(entries, "plugins", plugin->name, key) : NULL;

	if (!entry)
		return 0;
	*mistake = (struct xf_mistake){ entry->file, entry->line, entry->column, wrong };
	return -EINVAL;
}

static int fill(struct xf_plugin_configs *plugins, const struct xf_entries *entries, const char *const *names,
                struct xf_mistake *mistake)
{
	size_t count = 0;
	int error = 0;

	while (names[count])
		count++;
	plugins->list = xf_alloc(entries->arena, (count + 1) * sizeof(*plugins->list));
	if (!plugins->list)
		return -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		struct xf_plugin_config *plugin = &plugins->list[plugins->count++];

		plugin->name = names[i];
		plugin->settings.table = settings_of(plugin->name);
		error = xf_values_fill(&plugin->settings, entries, "plugins", plugin->name, mistake);
		if (!error)
			error = check_plugin(entries, plugin, mistake);
		plugin->enabled = !error && xf_values_true(&plugin->settings, "enabled");
		plugin->deadline_ms = error ? 0 : xf_values_number(&plugin->settings, "deadline");
	}
	return error;
}

int xf_config_plugins(struct xf_plugin_configs *plugins, const struct xf_entries *entries, const char *folder,
                      struct xf_mistake *mistake)
{
	const char **names = NULL;
	int error = list(entries->arena, folder, &names, mistake);

	if (!error)
		error = check_entries(entries, names, mistake);
	return error ? error : fill(plugins, entries, names, mistake);
}

const struct xf_plugin_config *xf_plugin_config_of(const struct xf_plugin_configs *plugins, const char *name)
{
	for (size_t i = 0; i < plugins->count; i++)
		if (!strcmp(plugins->list[i].name, name))
			return &plugins->list[i];
	return NULL;
}
