/* SPDX-License-Identifier: MIT */
/*
 * The sinks of a configuration. A sink's own settings are known only once its type is, which may be set in another
 * file, so entries are sorted by name first.
 */
#include "core/config/sinks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

#define SINKS_CAP 64u
#define OWN "facts"

const struct xf_setting config_sink_settings[] = {
	{ "type", XF_SETTING_TEXT, NULL, NULL, "Type of sink: file, or the name of another installed one." },
	{ "preset", XF_SETTING_WORD, "ansible facter prometheus", NULL,
	  "Sets type, format and path to what that tool expects." },
	{ "enabled", XF_SETTING_BOOL, NULL, "true", "Use this sink." },
	{ "format", XF_SETTING_TEXT, NULL, "json", "A format of `xenfacts facts --format`." },
	{ "heartbeat", XF_SETTING_TIME, "0 1s 366d", "1d",
	  "Send an unchanged report again after this time; 0: never." },
	{ "limit", XF_SETTING_TIME, "1s 1h", "2m", "How long one delivery may take before it is killed." },
	{ .key = NULL },
};

const struct preset config_presets[] = {
	{ "ansible", "file", "ansible", "/etc/ansible/facts.d/xenfacts.fact",
	  "Ansible's local facts: ansible_local.xenfacts." },
	{ "facter", "file", "facter", "/etc/facter/facts.d/xenfacts.json", "Facter's external facts: xenfacts." },
	{ "prometheus", "file", "prometheus", "/var/lib/prometheus/node-exporter/xenfacts.prom",
	  "Metrics for the textfile collector of Prometheus' node_exporter." },
	{ .name = NULL },
};

/* A sink being assembled. */
struct making {
	struct config *config;
	const struct config_source *source;
	struct config_mistake *mistake;
	const struct config_entry *named; /* any entry of this sink, for its position; NULL: there is none */
	const struct preset *preset;
};

static int mistaken(const struct making *making, const struct config_entry *entry, const char *sentence)
{
	const struct config_entry *at = entry ? entry : making->named;

	*making->mistake = (struct config_mistake){ at ? at->file : making->source->files.path, 0, 0, sentence };
	if (at) {
		making->mistake->line = entry ? entry->line : at->name_line;
		making->mistake->column = entry ? entry->column : at->name_column;
	}
	return -EINVAL;
}

/* The built-in sink exists unless it is disabled, and needs no type. */
static bool is_own(const struct making *making, const struct sink_config *sink)
{
	return making->source->runtime && !strcmp(sink->name, OWN);
}

static const struct preset *find_preset(const char *name)
{
	for (const struct preset *preset = config_presets; name && preset->name; preset++)
		if (!strcmp(preset->name, name))
			return preset;
	return NULL;
}

static const struct config_entry *entry_of(const struct making *making, const struct sink_config *sink,
                                           const char *key)
{
	return config_entries_find(&making->config->entries, "sinks", sink->name, key);
}

/* ---- type and format ---- */

static int find_type(struct making *making, struct sink_config *sink)
{
	struct arena *arena = making->config->entries.arena;
	const char *type = config_values_get(&sink->common, "type"), *wrong;

	making->preset = find_preset(config_values_get(&sink->common, "preset"));
	if (type && making->preset && strcmp(type, making->preset->type))
		return mistaken(making, entry_of(making, sink, "type"),
		                arena_fmt(arena, "the preset %s is of type %s", making->preset->name,
		                          making->preset->type));
	if (!type)
		type = making->preset ? making->preset->type : is_own(making, sink) ? "file" : NULL;
	if (!type)
		return mistaken(making, NULL, arena_fmt(arena, "the sink %s needs a type or a preset", sink->name));
	sink->sink = config_sink_load(arena, making->source->sink_folder, type, &wrong);
	return sink->sink ? 0 : mistaken(making, entry_of(making, sink, "type"), wrong);
}

static int find_format(struct making *making, struct sink_config *sink)
{
	const struct xf_setting among = { "format", XF_SETTING_WORD, making->source->formats, NULL, NULL };
	const struct config_entry *entry = entry_of(making, sink, "format");
	const char *format = making->preset && !entry ? making->preset->format :
		config_values_get(&sink->common, "format");
	const char *wrong = setting_read(making->config->entries.arena, &among, format, &sink->format);

	return wrong ? mistaken(making, entry, wrong) : 0;
}

/* ---- the sink's own settings ---- */

static int check_keys(const struct making *making, const struct sink_config *sink)
{
	const struct xf_setting *common = config_sink_settings, *own = sink->sink->settings;
	const struct config_entries *entries = &making->config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct config_entry *entry = &entries->list[i];

		if (!strcmp(entry->section, "sinks") && !strcmp(entry->name, sink->name) && *entry->key &&
		    !setting_find(common, entry->key) && !setting_find(own, entry->key))
			return config_values_unknown(entries, entry, common, own, making->mistake);
	}
	return 0;
}

/* A path that nobody set: the preset's, or the built-in sink's. */
static void set_path(const struct making *making, struct sink_config *sink)
{
	for (size_t i = 0; sink->settings.table[i].key; i++) {
		if (strcmp(sink->settings.table[i].key, "path") || sink->settings.entries[i])
			continue;
		if (making->preset)
			sink->settings.values[i] = making->preset->path;
		else if (is_own(making, sink))
			sink->settings.values[i] = arena_fmt(making->config->entries.arena, "%s/facts.json",
			                                     making->source->runtime);
	}
}

static int fill_sink(struct making *making, struct sink_config *sink)
{
	const struct config_entries *entries = &making->config->entries;

	sink->common.table = config_sink_settings;
	int error = config_values_fill(&sink->common, entries, "sinks", sink->name, making->mistake);

	if (!error)
		error = find_type(making, sink);
	if (!error)
		error = check_keys(making, sink);
	if (!error)
		error = find_format(making, sink);
	if (error)
		return error;
	sink->settings.table = sink->sink->settings;
	error = config_values_fill(&sink->settings, entries, "sinks", sink->name, making->mistake);
	if (error)
		return error;
	set_path(making, sink);
	sink->enabled = config_values_true(&sink->common, "enabled");
	sink->heartbeat_ms = config_values_number(&sink->common, "heartbeat");
	sink->limit_ms = config_values_number(&sink->common, "limit");
	const char *wrong = sink->sink->check(sink->settings.table, (const char *const *)sink->settings.values);

	return wrong ? mistaken(making, NULL, arena_fmt(entries->arena, "the sink %s: %s", sink->name, wrong)) : 0;
}

/* ---- all of them ---- */

static int add_name(struct config *config, const char *name)
{
	struct sink_config *sinks;

	for (size_t i = 0; i < config->sink_count; i++)
		if (!strcmp(config->sinks[i].name, name))
			return 0;
	if (config->sink_count == SINKS_CAP)
		return -E2BIG; /* the caller words it */
	sinks = arena_grow(config->entries.arena, config->sinks, config->sink_count, sizeof(*sinks));
	if (!sinks)
		return -ENOMEM;
	config->sinks = sinks;
	sinks[config->sink_count++] = (struct sink_config){ .name = name };
	return 0;
}

static int add_entry(struct making *making, const struct config_entry *entry)
{
	making->named = entry;
	if (strcmp(entry->section, "sinks"))
		return 0;
	if (!parse_is_name(entry->name))
		return mistaken(making, NULL, "a sink's name must match [a-z][a-z0-9_]*");
	int error = add_name(making->config, entry->name);

	return error == -E2BIG ? mistaken(making, NULL, "too many sinks; the limit is 64") : error;
}

static const struct config_entry *named_by(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->entries.count; i++)
		if (!strcmp(config->entries.list[i].section, "sinks") && !strcmp(config->entries.list[i].name, name))
			return &config->entries.list[i];
	return NULL;
}

static const char *path_of(const struct sink_config *sink)
{
	return sink->enabled && !strcmp(sink->sink->name, "file") ? config_values_get(&sink->settings, "path") : NULL;
}

/* Two sinks that write the same file would undo each other's work for ever. */
static int check_paths(struct making *making)
{
	const struct config *config = making->config;

	for (size_t i = 0; i < config->sink_count; i++) {
		const char *path = path_of(&config->sinks[i]);

		for (size_t j = 0; path && j < i; j++) {
			const char *other = path_of(&config->sinks[j]);

			making->named = named_by(config, config->sinks[i].name);
			if (other && !strcmp(path, other))
				return mistaken(making, entry_of(making, &config->sinks[i], "path"),
				                arena_fmt(config->entries.arena, "the sinks %s and %s both write %s",
				                          config->sinks[j].name, config->sinks[i].name, path));
		}
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct sink_config *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int config_sinks(struct config *config, const struct config_source *source, struct config_mistake *mistake)
{
	struct making making = { .config = config, .source = source, .mistake = mistake };
	int error = source->runtime ? add_name(config, OWN) : 0;

	for (size_t i = 0; i < config->entries.count && !error; i++)
		error = add_entry(&making, &config->entries.list[i]);
	if (!error && config->sink_count)
		qsort(config->sinks, config->sink_count, sizeof(*config->sinks), by_name);
	for (size_t i = 0; i < config->sink_count && !error; i++) {
		making.named = named_by(config, config->sinks[i].name);
		error = fill_sink(&making, &config->sinks[i]);
	}
	return error ? error : check_paths(&making);
}
