/* SPDX-License-Identifier: MIT */
/*
 * A crit-bit tree (D. J. Bernstein, https://cr.yp.to/critbit.html): an inner node names the first bit in which the
 * texts below its two sides differ. Not a hash table, since whoever knows the hash could choose texts that collide.
 */
#include "core/util/map.h"

#include <stddef.h>
#include <string.h>

/* A leaf, which has a text, ends with its pointer: there are as many leaves as keys, so they are kept short. */
struct map_node {
	const char *text;
	union {
		void *pointer;
		struct {
			struct map_node *side[2];
			size_t bit; /* counted from the text's first byte, highest bit first */
		};
	};
};

#define LEAF_SIZE offsetof(struct map_node, side[1])

/* A bit of a text; behind its end all are 0. */
static unsigned bit_of(const char *text, size_t length, size_t bit)
{
	return bit / 8 < length ? (unsigned char)text[bit / 8] >> (7 - bit % 8) & 1u : 0;
}

/* The only leaf that can have this text; NULL: the map is empty. */
static struct map_node *candidate(const struct map *map, const char *text, size_t length)
{
	struct map_node *node = map->root;

	while (node && !node->text)
		node = node->side[bit_of(text, length, node->bit)];
	return node;
}

/* The first bit in which two texts differ; they must differ. */
static size_t first_difference(const char *a, const char *b)
{
	size_t at = 0, bit = 0;

	while (a[at] == b[at])
		at++;
	while (!(((unsigned char)a[at] ^ (unsigned char)b[at]) >> (7 - bit) & 1u))
		bit++;
	return 8 * at + bit;
}

void **map_find(const struct map *map, const char *text)
{
	struct map_node *node = candidate(map, text, strlen(text));

	return node && !strcmp(node->text, text) ? &node->pointer : NULL;
}

void **map_at(struct map *map, struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	struct map_node *nearest = candidate(map, text, length), **place = &map->root;

	if (nearest && !strcmp(nearest->text, text))
		return &nearest->pointer;
	struct map_node *leaf = arena_alloc(arena, LEAF_SIZE);
	struct map_node *inner = nearest ? arena_alloc(arena, sizeof(*inner)) : NULL;

	if (!leaf || (nearest && !inner))
		return NULL;
	leaf->text = text;
	if (inner) {
		inner->bit = first_difference(nearest->text, text);
		while (!(*place)->text && (*place)->bit < inner->bit)
			place = &(*place)->side[bit_of(text, length, (*place)->bit)];
		inner->side[bit_of(text, length, inner->bit)] = leaf;
		inner->side[!bit_of(text, length, inner->bit)] = *place;
	}
	*place = inner ? inner : leaf;
	return &leaf->pointer;
}
