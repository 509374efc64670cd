/* SPDX-License-Identifier: MIT */
/** @file A plugin's tables as this version knows them, also of one that was built for another. */
#ifndef XF_ADOPT_H
#define XF_ADOPT_H

#include <xenfacts/plugin.h>

#include "core/probe/elf.h"
#include "core/util/arena.h"

#define XF_PLUGIN_LEAST offsetof(struct xf_plugin, fact_size) /**< bytes of the first release's struct xf_plugin */

/**
 * Copies the struct xf_plugin at an address of a relocated object, and all tables and texts that it leads to, into
 * structs of this version: members that an older plugin lacks are 0, extra members of a newer one are dropped. Its
 * functions are not the plugin's, which is not opened; they only tell which it has. Everything belongs to the arena.
 * NULL if that is impossible, with a sentence in *wrong.
 */
const struct xf_plugin *probe_adopt(struct arena *arena, const struct elf *elf, uint64_t address, const char **wrong);

#endif
