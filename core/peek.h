/* SPDX-License-Identifier: MIT */
/** @file A look into a plugin's file before any of its code can run. */
#ifndef XF_PEEK_H
#define XF_PEEK_H

#include <stddef.h>
#include <stdint.h>

/** The first two members of struct xf_plugin. */
struct xf_peek {
	uint32_t abi, size;
};

/**
 * Finds the exported object `xenfacts_plugin` in an ELF file of this machine's word size, held whole in `bytes`,
 * and reads its first two members. 0; -ENOEXEC: no such file; -ENOENT: it exports no such object.
 */
int xf_peek(const unsigned char *bytes, size_t size, struct xf_peek *found);

#endif
