/* SPDX-License-Identifier: MIT */
/** @file A plugin as this version knows it, whatever version it was built for. */
#ifndef XF_ADOPT_H
#define XF_ADOPT_H

#include <xenfacts/plugin.h>

#include "core/util/arena.h"

#define XF_PLUGIN_LEAST offsetof(struct xf_plugin, fact_size) /**< bytes of the first release's struct xf_plugin */

/**
 * Copies what a plugin exports, and its tables of structs, into structs of this version: what an older one does not
 * have is 0, what a newer one has besides is left out. `exported` has at least XF_PLUGIN_LEAST bytes (probe_peek).
 * Texts and the other tables stay the plugin's, the copies are the arena's. NULL, and *wrong a sentence, when it cannot
 * be so.
 */
const struct xf_plugin *probe_adopt(struct arena *arena, const struct xf_plugin *exported, const char **wrong);

#endif
