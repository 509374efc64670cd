/* SPDX-License-Identifier: MIT */
/*
 * The effective configuration, as YAML that can be read back. After each value comes where it was set; settings without
 * a value are shown as comments, so that the reader sees they exist.
 */
#include "core/config/config.h"

#include <errno.h>
#include <string.h>

/* Plain text comes back as the same text, since every value is read as text. */
static bool is_plain(const char *text)
{
	size_t safe = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.-");

	return *text && !text[safe] && *text != '-' && strcmp(text, "null");
}

static void show_text(FILE *file, const char *text)
{
	if (is_plain(text)) {
		fputs(text, file);
		return;
	}
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

static void show_value(struct arena *arena, FILE *file, const struct xf_setting *setting, const char *value)
{
	if (setting->type == XF_SETTING_TIME)
		value = setting_time(arena, setting_number(value));
	show_text(file, value);
}

static void show_origin(FILE *file, const struct config_entry *entry)
{
	if (entry)
		fprintf(file, "  # %s:%u", entry->file, entry->line);
	fputc('\n', file);
}

/* Settings at one depth; where a preset decides, `value` differs from what was configured. */
static void show_values(const struct config *config, FILE *file, const struct config_values *values, const char *indent)
{
	for (size_t i = 0; values->table[i].key; i++) {
		const struct xf_setting *setting = &values->table[i];

		fprintf(file, "%s%s%s:", indent, values->values[i] ? "" : "# ", setting->key);
		if (values->values[i]) {
			fputc(' ', file);
			show_value(config->entries.arena, file, setting, values->values[i]);
		}
		show_origin(file, values->entries[i]);
	}
}

static void show_sink(const struct config *config, FILE *file, const struct sink_config *sink)
{
	struct config_values common = sink->common;
	const char *values[16];
	size_t count = 0;

	for (; count < 16 && common.table[count].key; count++) {
		values[count] = common.values[count];
		if (!strcmp(common.table[count].key, "type"))
			values[count] = sink->sink->name;
		if (!strcmp(common.table[count].key, "format"))
			values[count] = sink->format;
		if (!strcmp(common.table[count].key, "profile"))
			values[count] = sink->profile;
	}
	common.values = values;
	fprintf(file, "  %s:\n", sink->name);
	show_values(config, file, &common, "    ");
	show_values(config, file, &sink->settings, "    ");
}

int config_show(const struct config *config, FILE *file)
{
	fputs("# The whole effective configuration.\n", file);
	for (size_t i = 0; i < config->entries.file_count; i++)
		fprintf(file, "# read: %s\n", config->entries.files[i]);
	show_values(config, file, &config->settings, "");
	fputs("plugins:\n", file);
	for (size_t i = 0; i < config->plugins.count; i++) {
		fprintf(file, "  %s:\n", config->plugins.list[i].name);
		show_values(config, file, &config->plugins.list[i].settings, "    ");
	}
	fputs("sinks:\n", file);
	for (size_t i = 0; i < config->sink_count; i++)
		show_sink(config, file, &config->sinks[i]);
	if (arena_failed(config->entries.arena))
		return -ENOMEM; /* a value is missing */
	return ferror(file) ? -EIO : 0;
}
