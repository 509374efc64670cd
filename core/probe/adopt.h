/* SPDX-License-Identifier: MIT */
/** @file A plugin's structs as this version knows them, also of one that was built for another. */
#ifndef XF_ADOPT_H
#define XF_ADOPT_H

#include <xenfacts/plugin.h>

#include "core/util/arena.h"

#define XF_PLUGIN_LEAST offsetof(struct xf_plugin, fact_size) /**< bytes of the first release's struct xf_plugin */

/**
 * Copies what a plugin exports, and its tables of structs, into structs of this version: members that an older plugin
 * lacks are 0, extra members of a newer one are dropped. `exported` has at least XF_PLUGIN_LEAST bytes (probe_peek).
 * Texts and other tables stay the plugin's, the copies belong to the arena. NULL if that is impossible, with a sentence
 * in *wrong.
 */
const struct xf_plugin *probe_adopt(struct arena *arena, const struct xf_plugin *exported, const char **wrong);

#endif
