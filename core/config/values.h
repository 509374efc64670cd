/* SPDX-License-Identifier: MIT */
/** @file The values of a table of settings: from the files' entries, else the settings' fallbacks. */
#ifndef XF_VALUES_H
#define XF_VALUES_H

#include "core/config/entry.h"
#include "core/util/setting.h"

/** Values of a table's settings, in its order; NULL: not set and no fallback. */
struct xf_values {
	const struct xf_setting *table;
	const char **values;
	const struct xf_config_entry **entries; /**< where each comes from; NULL: fallback or preset */
};

/** Fills values from entries, else from fallbacks; a value that is not of its type is a mistake. */
int xf_values_fill(struct xf_values *values, const struct xf_entries *entries, const char *section, const char *name,
                   struct xf_mistake *mistake);
/** The value of a key; NULL if it has none. */
const char *xf_values_get(const struct xf_values *values, const char *key);
/** The same as a number. */
uint64_t xf_values_number(const struct xf_values *values, const char *key);
/** The same as a truth value. */
bool xf_values_true(const struct xf_values *values, const char *key);
/** Says that an entry's key is none of the tables' keys (the second may be NULL), with the nearest. -EINVAL. */
int xf_values_unknown(const struct xf_entries *entries, const struct xf_config_entry *entry,
                      const struct xf_setting *table, const struct xf_setting *more, struct xf_mistake *mistake);

#endif
