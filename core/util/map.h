/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A map from texts to pointers, for what another process, a file or a machine names. Its cost cannot be driven up by
 * the choice of the texts: at worst one step for each of a text's bits, however many there are.
 */
#ifndef XF_MAP_H
#define XF_MAP_H

#include "core/util/arena.h"

struct map_node;

/** A map; zeroed, it is empty. Lives as long as the arena that its entries come from. */
struct map {
	struct map_node *root;
};

/** Where the pointer of a text is, to be read or set; NULL: the text is not in the map. */
void **map_find(const struct map *map, const char *text);
/**
 * The same, but adds the text if it is not in the map, with the pointer NULL. The text is not copied. NULL: no memory,
 * which the arena remembers.
 */
void **map_at(struct map *map, struct arena *arena, const char *text);

#endif
