/* SPDX-License-Identifier: MIT */
/* What each setting of a table is: said by an entry, or its fallback. */
#include "core/config/values.h"

#include <errno.h>
#include <string.h>

#include "core/util/nearest.h"

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
		const struct xf_config_entry *entry = xf_entries_find(entries, section, name, values->table[i].key);
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

int xf_values_unknown(const struct xf_entries *entries, const struct xf_config_entry *entry,
                      const struct xf_setting *table, const struct xf_setting *more, struct xf_mistake *mistake)
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
