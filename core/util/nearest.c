/* SPDX-License-Identifier: MIT */
/*
 * Guesses which known word somebody meant: the one with the fewest letters changed, added, left out or swapped, if
 * those are at most a third of the word.
 */
#include "core/util/nearest.h"

#include <stdio.h>
#include <string.h>

#define WORD_CAP 64

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance, from three rows of the usual table. */
static unsigned distance_of(const char *a, const char *b)
{
	unsigned char rows[3][WORD_CAP + 1];
	size_t width = strlen(b), height = strlen(a);

	if (width > WORD_CAP || height > WORD_CAP)
		return WORD_CAP;
	for (size_t j = 0; j <= width; j++)
		rows[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= height; i++) {
		unsigned char *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];

		row[0] = (unsigned char)i;
		for (size_t j = 1; j <= width; j++) {
			unsigned best = above[j - 1] + (a[i - 1] != b[j - 1]);

			best = least(best, least(above[j], row[j - 1]) + 1u);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = least(best, twice[j - 2] + 1u);
			row[j] = (unsigned char)best;
		}
	}
	return rows[height % 3][width];
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	const char *last = strrchr(candidate, '.');
	unsigned limit = (unsigned)strlen(nearest->word) / 3 + 1;
	unsigned distance = distance_of(nearest->word, candidate);

	if (last)
		distance = least(distance, distance_of(nearest->word, last + 1));
	if (distance > limit || (*nearest->best && distance >= nearest->distance))
		return;
	nearest->distance = distance;
	snprintf(nearest->best, sizeof(nearest->best), "%s", candidate);
}

void nearest_offer_words(struct nearest *nearest, const char *words)
{
	char word[WORD_CAP];

	while (*words) {
		size_t length = strcspn(words, " ");

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		nearest_offer(nearest, word);
		words += length + (words[length] == ' ');
	}
}

const char *nearest_hint(struct arena *arena, const struct nearest *nearest)
{
	return *nearest->best ? arena_fmt(arena, "; did you mean %s?", nearest->best) : "";
}
