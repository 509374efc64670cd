/* SPDX-License-Identifier: MIT */
/** @file One setting's value: from its text in the configuration to what a plugin, a sink or the agent receives. */
#ifndef XF_SETTING_H
#define XF_SETTING_H

#include <xenfacts/setting.h>

#include "core/util/arena.h"

/** The setting of a key; NULL if the table has none. */
const struct xf_setting *setting_find(const struct xf_setting *table, const char *key);
/**
 * Reads a value as written in the configuration: "90m" for a time, "0644" for a mode. *value is as <xenfacts/setting.h>
 * describes for its type, from the arena. NULL, or a sentence that says what it must be; -ENOMEM shows in the arena.
 */
const char *setting_read(struct arena *arena, const struct xf_setting *setting, const char *text,
                         const char **value);
/** Can the settings of a table be configured? NULL, or a sentence that says which cannot and why, from the arena. */
const char *setting_check(struct arena *arena, const struct xf_setting *table);
/** A value of XF_SETTING_TIME or COUNT as a number; 0 for NULL. */
uint64_t setting_number(const char *value);
/** A value of XF_SETTING_TIME as people write it: "90m", "500ms". From the arena. */
const char *setting_time(struct arena *arena, uint64_t ms);

#endif
