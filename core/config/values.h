/* SPDX-License-Identifier: MIT */
/** @file The values of a table of settings: from the files' entries, else the fallbacks. */
#ifndef XF_VALUES_H
#define XF_VALUES_H

#include "core/config/entry.h"
#include "core/util/setting.h"

/** Values of a table's settings, in its order; NULL: not set and no fallback. */
struct config_values {
	const struct xf_setting *table;
	const char **values;
	const struct config_entry **entries; /**< where each comes from; NULL: fallback or preset */
};

/**
 * Fills values from entries, else from fallbacks. Every entry is checked, one that a later file overrides too; a value
 * that does not fit its type is a mistake and not used. 0 or -ENOMEM.
 */
int config_values_fill(struct config_values *values, const struct config_entries *entries, const char *section,
                       const char *name, struct config_mistakes *mistakes);
/** The value of a key; NULL if it has none. */
const char *config_values_get(const struct config_values *values, const char *key);
/** The same, as a number. */
uint64_t config_values_number(const struct config_values *values, const char *key);
/** The same, as a truth value. */
bool config_values_true(const struct config_values *values, const char *key);
/** Adds the mistake of an entry whose key is in none of the tables (the second may be NULL), with the nearest. */
void config_values_unknown(const struct config_entries *entries, const struct config_entry *entry,
                           const struct xf_setting *table, const struct xf_setting *more,
                           struct config_mistakes *mistakes);

#endif
