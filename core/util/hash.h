/* SPDX-License-Identifier: MIT */
/** @file FNV-1a: for short texts of our own, where nobody gains anything from a collision. */
#ifndef XF_HASH_H
#define XF_HASH_H

#include <stdint.h>

#define XF_HASH_START 0xcbf29ce484222325ull /**< the first sum */

/** Adds one byte to a sum; a number above 255 is a mark that no text contains. */
static inline uint64_t hash_byte(uint64_t sum, unsigned byte)
{
	return (sum ^ byte) * 0x100000001b3ull;
}

/** Adds a text to a sum. */
static inline uint64_t hash_text(uint64_t sum, const char *text)
{
	for (; *text; text++)
		sum = hash_byte(sum, (unsigned char)*text);
	return sum;
}

#endif
