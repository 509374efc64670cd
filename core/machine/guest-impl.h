/* SPDX-License-Identifier: MIT */
/** @file What the manifest's parser, writer and replay share. */
#ifndef XF_MANIFEST_IMPL_H
#define XF_MANIFEST_IMPL_H

#include "core/machine/guest.h"

#define XF_MANIFEST_HEAD "xenfacts guest 1"
#define XF_MANIFEST_ENTRIES (1u << 19) /**< entries of one manifest: 10,000 disks and interfaces have 180,000 */

/** Entries in search order: those with a path first, by path, a link before what it leads to. */
struct guest_index {
	const struct guest_entry **sorted;
	size_t count; /**< all */
	size_t paths; /**< with a path */
};

/** Sorts a manifest's entries. 0 or -ENOMEM. */
int machine_index_make(struct arena *arena, const struct guest_manifest *manifest, struct guest_index *index);
/**
 * Two neighbours of an index that contradict or repeat each other: returns the one that is later in the file and sets
 * *other; NULL if there are none.
 */
const struct guest_entry *machine_index_conflict(const struct guest_index *index, const struct guest_entry **other);

/** The entries of one path. */
struct guest_place {
	const struct guest_entry *link;
	const struct guest_entry *other; /**< what is there, or what the link leads to */
};

/** Finds a path by binary search; both members are NULL if there is no entry. */
struct guest_place machine_index_find(const struct guest_index *index, const char *path);

/** Is it absolute, below XF_PLACE_CAP bytes, without ".", "..", empty components or a trailing slash? */
bool machine_path_is_flat(const char *path);

#endif
