/* SPDX-License-Identifier: MIT */
/** @file The known word that somebody may have meant. */
#ifndef XF_NEAREST_H
#define XF_NEAREST_H

#include "core/util/arena.h"

/** A search. Start with `{ .word = word }`. */
struct xf_nearest {
	const char *word;
	char best[192];    /**< "" until something is near enough */
	unsigned distance;
};

/** Offers one known word; keys with dots also match by their last part. */
void xf_nearest_offer(struct xf_nearest *nearest, const char *candidate);
/** Offers each word of a space-separated list. */
void xf_nearest_offer_words(struct xf_nearest *nearest, const char *words);
/** "; did you mean BEST?", or "" if nothing was near enough. From the arena. */
const char *xf_nearest_hint(struct xf_arena *arena, const struct xf_nearest *nearest);

#endif
