/* SPDX-License-Identifier: MIT */
/** @file A look at a plugin's file before any of its code can run. */
#ifndef XF_PROBE_PEEK_H
#define XF_PROBE_PEEK_H

#include <stddef.h>
#include <stdint.h>

#include "core/util/arena.h"

/** The first two members of struct xf_plugin. */
struct peek {
	uint32_t abi, size;
};

/**
 * Finds the exported object `xenfacts_plugin` in an ELF file of this machine's word size, held whole in `bytes`,
 * and reads its first two members. 0; -ENOEXEC: no such file; -ENOENT: it exports no such object.
 */
int probe_peek(const unsigned char *bytes, size_t size, struct peek *found);

/**
 * May this file be loaded: a regular file that, when this is root, nobody but its owner may write, of our ABI? NULL, or
 * the reason why not, from the arena.
 */
const char *probe_peek_check(struct arena *arena, const char *file);
/** The same for the folder of plugins, sticky or not: to it a stranger could add a plugin. */
const char *probe_peek_check_folder(struct arena *arena, const char *folder);

#endif
