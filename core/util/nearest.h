/* SPDX-License-Identifier: MIT */
/** @file Finds the known word that somebody may have meant. */
#ifndef XF_NEAREST_H
#define XF_NEAREST_H

#include "core/util/arena.h"

/** A search. Start with `{ .word = word }`. */
struct nearest {
	const char *word;
	char best[192]; /**< "" until something is near enough */
	unsigned distance;
};

/** Offers one known word; a key with dots also matches by its last part. */
void nearest_offer(struct nearest *nearest, const char *candidate);
/** Offers each word of a space-separated list. */
void nearest_offer_words(struct nearest *nearest, const char *words);
/** "; did you mean BEST?", or "" if nothing was close enough. From the arena. */
const char *nearest_hint(struct arena *arena, const struct nearest *nearest);

#endif
