/* SPDX-License-Identifier: MIT */
/* The value of each setting in a table: from the last good entry, or its fallback. */
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

/* One entry's value, in place of an earlier file's or the fallback. */
static void take(struct config_values *values, struct arena *arena, const struct config_entry *entry,
                 struct config_mistakes *mistakes)
{
	const struct xf_setting *setting = setting_find(values->table, entry->key);
	const char *value, *wrong;

	if (!setting || entry->shape == XF_SHAPE_WRONG)
		return;
	if (entry->shape == XF_SHAPE_OTHER) {
		config_mistakes_add(mistakes, arena, entry->file, entry->line, entry->column,
		                    "%s takes one value, not a list or map", entry->key);
		return;
	}
	wrong = setting_read(arena, setting, entry->text, &value);
	if (wrong) {
		config_mistakes_add(mistakes, arena, entry->file, entry->line, entry->column, "%s", wrong);
		return;
	}
	values->values[setting - values->table] = value;
	values->entries[setting - values->table] = entry;
}

int config_values_fill(struct config_values *values, const struct config_entries *entries, const char *section,
                       const char *name, struct config_mistakes *mistakes)
{
	struct arena *arena = entries->arena;
	size_t count = length_of(values->table);

	values->values = arena_alloc(arena, (count + 1) * sizeof(*values->values));
	values->entries = arena_alloc(arena, (count + 1) * sizeof(*values->entries));
	if (!values->values || !values->entries)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (values->table[i].fallback)
			setting_read(arena, &values->table[i], values->table[i].fallback, &values->values[i]);
	for (size_t i = 0; i < entries->count; i++) {
		const struct config_entry *entry = &entries->list[i];

		if (!strcmp(entry->section, section) && !strcmp(entry->name, name))
			take(values, arena, entry, mistakes);
	}
	return 0;
}

const char *config_values_get(const struct config_values *values, const char *key)
{
	for (size_t i = 0; values->table && values->table[i].key; i++)
		if (!strcmp(values->table[i].key, key))
			return values->values[i];
	return NULL;
}

uint64_t config_values_number(const struct config_values *values, const char *key)
{
	return setting_number(config_values_get(values, key));
}

bool config_values_true(const struct config_values *values, const char *key)
{
	const char *value = config_values_get(values, key);

	return value && !strcmp(value, "true");
}

void config_values_unknown(const struct config_entries *entries, const struct config_entry *entry,
                           const struct xf_setting *table, const struct xf_setting *more,
                           struct config_mistakes *mistakes)
{
	struct nearest nearest = { .word = entry->key };

	for (; table && table->key; table++)
		nearest_offer(&nearest, table->key);
	for (; more && more->key; more++)
		nearest_offer(&nearest, more->key);
	if (!*entry->section) {
		nearest_offer(&nearest, "plugins");
		nearest_offer(&nearest, "sinks");
	}
	config_mistakes_add(mistakes, entries->arena, entry->file, entry->key_line, entry->key_column,
	                    "unknown setting %s%s", entry->key, nearest_hint(entries->arena, &nearest));
}
