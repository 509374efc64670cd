/* SPDX-License-Identifier: MIT */
/** @file Examines a plugin's file before any of its code can run. */
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
 * Finds the exported object `xenfacts_plugin` in an ELF file of this machine's word size, held whole in `bytes`, and
 * reads its first two members. 0; -ENOEXEC: not such a file; -ENOENT: it does not export that object.
 */
int probe_peek(const unsigned char *bytes, size_t size, struct peek *found);

/**
 * Is this file worth opening: a regular file that holds a plugin of our ABI? NULL, or the reason why not, from the
 * arena. Whether it is trusted, object_open says.
 */
const char *probe_peek_check(struct arena *arena, const char *file);

#endif
