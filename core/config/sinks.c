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
#include "facts/formats/format.h"

#define SINKS_CAP 64u
#define OWN "facts"

const struct xf_setting config_sink_settings[] = {
	{ "type", XF_SETTING_TEXT, NULL, NULL, "Type of sink: file, or the name of another installed one." },
	{ "preset", XF_SETTING_WORD, "ansible facter prometheus", NULL,
	  "Sets type, format and path to what that tool expects." },
	{ "enabled", XF_SETTING_BOOL, NULL, "true", "Use this sink." },
	{ "format", XF_SETTING_TEXT, NULL, "json", "A format of `xenfacts facts --format`." },
	{ "profile", XF_SETTING_WORD, XF_PROFILE_NAMES, NULL,
	  "slim: mode, spectrum, problems; full: all facts. Unless set, full for files without a preset." },
	{ "heartbeat", XF_SETTING_TIME, "0 1s 366d", "1d",
	  "Send an unchanged report again after this time; 0: never." },
	{ "limit", XF_SETTING_TIME, "1s 1h", "2m", "How long one delivery may take before it is killed." },
	{ .key = NULL },
};

const struct preset config_presets[] = {
	{ "ansible", "file", "ansible", "/etc/ansible/facts.d/xenfacts.fact", NULL,
	  "Ansible's local facts: ansible_local.xenfacts." },
	{ "facter", "file", "facter", "/etc/facter/facts.d/xenfacts.json", NULL,
	  "Facter's external facts: xenfacts." },
	/* Debian's packages give /var/lib/prometheus to that user. */
	{ "prometheus", "file", "prometheus", "/var/lib/prometheus/node-exporter/xenfacts.prom", "prometheus",
	  "Metrics for the textfile collector of Prometheus' node_exporter." },
	{ .name = NULL },
};

/* A sink being assembled. */
struct making {
	struct config *config;
	const struct config_source *source;
	struct config_mistakes *mistakes;
	size_t before;                    /* mistakes found before the settings that are checked now */
	const struct config_entry *named; /* any entry of this sink, for its position; NULL: there is none */
	const struct preset *preset;
};

static void mistaken(const struct making *making, const struct config_entry *entry, const char *sentence)
{
	const struct config_entry *at = entry ? entry : making->named;
	unsigned line = entry ? entry->line : at ? at->name_line : 0;
	unsigned column = entry ? entry->column : at ? at->name_column : 0;

	config_mistakes_add(making->mistakes, making->config->entries.arena,
	                    at ? at->file : making->source->files.path, line, column, "%s", sentence);
}

/* May a mistake be the reason that something is missing or does not fit? Then a second one would only mislead. */
static bool is_doubtful(const struct making *making)
{
	return making->config->entries.incomplete || config_mistakes_total(making->mistakes) != making->before;
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

/* Finds the sink's code; false: there is none, and if nothing else is the reason, that is a mistake. */
static bool find_type(struct making *making, struct sink_config *sink)
{
	struct arena *arena = making->config->entries.arena;
	const char *type = config_values_get(&sink->common, "type"), *wrong = NULL;

	making->preset = find_preset(config_values_get(&sink->common, "preset"));
	if (type && making->preset && strcmp(type, making->preset->type)) {
		mistaken(making, entry_of(making, sink, "type"),
		         arena_fmt(arena, "the preset %s is of type %s", making->preset->name, making->preset->type));
		return false;
	}
	if (!type)
		type = making->preset ? making->preset->type : is_own(making, sink) ? "file" : NULL;
	if (type)
		sink->sink = config_sink_load(arena, making->source->sink_folder, type, &wrong);
	else if (!is_doubtful(making))
		mistaken(making, NULL, arena_fmt(arena, "the sink %s needs a type or a preset", sink->name));
	if (wrong)
		mistaken(making, entry_of(making, sink, "type"), wrong);
	return sink->sink != NULL;
}

static void find_format(struct making *making, struct sink_config *sink)
{
	const struct xf_setting among = { "format", XF_SETTING_WORD, making->source->formats, NULL, NULL };
	const struct config_entry *entry = entry_of(making, sink, "format");
	const char *format = making->preset && !entry ? making->preset->format :
		config_values_get(&sink->common, "format");
	const char *wrong = setting_read(making->config->entries.arena, &among, format, &sink->format);

	if (wrong)
		mistaken(making, entry, wrong);
}

/* What leaves the machine or is for another tool is slim: a fleet stores it once for each machine. */
static const char *find_profile(const struct making *making, const struct sink_config *sink)
{
	const char *set = config_values_get(&sink->common, "profile");

	if (set)
		return set;
	return making->preset || (sink->sink && strcmp(sink->sink->name, "file")) ? XF_PROFILE_SLIM : XF_PROFILE_FULL;
}

/* ---- the sink's own settings ---- */

static void check_keys(const struct making *making, const struct sink_config *sink)
{
	const struct xf_setting *common = config_sink_settings, *own = sink->sink->settings;
	const struct config_entries *entries = &making->config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct config_entry *entry = &entries->list[i];

		if (!strcmp(entry->section, "sinks") && !strcmp(entry->name, sink->name) && *entry->key &&
		    !setting_find(common, entry->key) && !setting_find(own, entry->key))
			config_values_unknown(entries, entry, common, own, making->mistakes);
	}
}

/* The value for a setting that nobody set; NULL leaves it. */
static void set_missing(const struct sink_config *sink, const char *key, const char *value)
{
	for (size_t i = 0; value && sink->settings.table[i].key; i++)
		if (!strcmp(sink->settings.table[i].key, key) && !sink->settings.entries[i])
			sink->settings.values[i] = value;
}

/* A path that nobody set: the preset's, and who may own its folders; or the built-in sink's. */
static void set_path(const struct making *making, const struct sink_config *sink)
{
	if (making->preset) {
		set_missing(sink, "path", making->preset->path);
		set_missing(sink, "folder_owner", making->preset->folder_owner);
	} else if (is_own(making, sink)) {
		const char *runtime = making->source->runtime;

		set_missing(sink, "path", arena_fmt(making->config->entries.arena, "%s/facts.json", runtime));
	}
}

static int fill_sink(struct making *making, struct sink_config *sink)
{
	const struct config_entries *entries = &making->config->entries;

	making->before = config_mistakes_total(making->mistakes);
	sink->common.table = config_sink_settings;
	int error = config_values_fill(&sink->common, entries, "sinks", sink->name, making->mistakes);

	if (error)
		return error;
	bool found = find_type(making, sink);

	find_format(making, sink);
	sink->profile = find_profile(making, sink);
	if (!found)
		return 0; /* without a type, its own settings are not known */
	making->before = config_mistakes_total(making->mistakes);
	check_keys(making, sink);
	sink->settings.table = sink->sink->settings;
	error = config_values_fill(&sink->settings, entries, "sinks", sink->name, making->mistakes);
	if (error)
		return error;
	set_path(making, sink);
	if (arena_failed(entries->arena))
		return -ENOMEM; /* a check relies on values that are as their table says */
	sink->enabled = config_values_true(&sink->common, "enabled");
	sink->heartbeat_ms = config_values_number(&sink->common, "heartbeat");
	sink->limit_ms = config_values_number(&sink->common, "limit");
	const char *wrong = is_doubtful(making) ? NULL :
		sink->sink->check(sink->settings.table, (const char *const *)sink->settings.values);

	if (wrong)
		mistaken(making, NULL, arena_fmt(entries->arena, "the sink %s: %s", sink->name, wrong));
	return 0;
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

static int add_names(struct making *making)
{
	const struct config_entries *entries = &making->config->entries;
	int error = 0;

	for (size_t i = 0; i < entries->count && !error; i++) {
		making->named = &entries->list[i];
		if (strcmp(making->named->section, "sinks"))
			continue;
		if (parse_is_name(making->named->name))
			error = add_name(making->config, making->named->name);
		else if (config_entries_begins(entries, i))
			mistaken(making, NULL, "a sink's name must match [a-z][a-z0-9_]*");
	}
	if (error != -E2BIG)
		return error;
	mistaken(making, NULL, "too many sinks; the limit is 64"); /* the others are not checked */
	return 0;
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
	bool file = sink->enabled && sink->sink && !strcmp(sink->sink->name, "file");

	return file ? config_values_get(&sink->settings, "path") : NULL;
}

/* Two sinks that write the same file would undo each other's work for ever. */
static void check_paths(struct making *making)
{
	const struct config *config = making->config;

	for (size_t i = 0; i < config->sink_count; i++) {
		const char *path = path_of(&config->sinks[i]);

		for (size_t j = 0; path && j < i; j++) {
			const char *other = path_of(&config->sinks[j]);

			making->named = named_by(config, config->sinks[i].name);
			if (other && !strcmp(path, other))
				mistaken(making, entry_of(making, &config->sinks[i], "path"),
				         arena_fmt(config->entries.arena, "the sinks %s and %s both write %s",
				                   config->sinks[j].name, config->sinks[i].name, path));
		}
	}
}

static int by_name(const void *a, const void *b)
{
	const struct sink_config *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int config_sinks(struct config *config, const struct config_source *source, struct config_mistakes *mistakes)
{
	struct making making = { .config = config, .source = source, .mistakes = mistakes };
	int error = source->runtime ? add_name(config, OWN) : 0;

	if (!error)
		error = add_names(&making);
	if (!error && config->sink_count)
		qsort(config->sinks, config->sink_count, sizeof(*config->sinks), by_name);
	for (size_t i = 0; i < config->sink_count && !error; i++) {
		making.named = named_by(config, config->sinks[i].name);
		error = fill_sink(&making, &config->sinks[i]);
	}
	if (!error && !config->entries.incomplete) /* the rest of a file may set another path */
		check_paths(&making);
	return error;
}
