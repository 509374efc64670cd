/* SPDX-License-Identifier: MIT */
/** @file Machines put into groups by what they share. */
#ifndef XF_FLEET_GROUPS_H
#define XF_FLEET_GROUPS_H

#include "facts/fleet/summary.h"

/** Groups that are being filled; memory comes from the arena. */
struct grouping {
	struct arena *arena;
	struct fleet_group *list;
	size_t count;
	struct map known;
};

/** Adds a machine to the group of these three texts, once; machines come in order. The texts are not copied. */
void fleet_group_add(struct grouping *grouping, const char *key, const char *label, const char *text, uint32_t machine);
/** The groups in an order. */
struct fleet_groups fleet_group_sort(struct grouping *grouping, int (*order)(const void *, const void *));
/**
 * Values that at most one machine in fifty has, or a single one, where nine in ten have another: what is not as
 * elsewhere, and often a mistake. Only keys with one value on each machine, of ten machines or more, are compared.
 */
struct fleet_groups fleet_outliers(struct fleet *fleet);

#endif
