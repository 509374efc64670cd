/* SPDX-License-Identifier: MIT */
/*
 * A manifest sorted for search. One order serves three purposes: finding a path, finding contradictory entries, which
 * become neighbours, and replaying CPUID and the log, which come last.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/machine/machine-impl.h"

bool machine_path_is_flat(const char *path)
{
	if (*path != '/' || strlen(path) >= XF_PLACE_CAP)
		return false;
	for (const char *at = path; *at && path[1]; at += 1 + strcspn(at + 1, "/")) {
		size_t length = strcspn(at + 1, "/");

		if (!length || (at[1] == '.' && (length == 1 || (length == 2 && at[2] == '.'))))
			return false;
	}
	return true;
}

/* Entries with a path, then CPUID, then the log. */
static int class_of(const struct guest_entry *entry)
{
	return entry->path ? 0 : entry->kind == XF_ENTRY_CPUID ? 1 : 2;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* By way; "this way traps" comes before its leaves. */
static int compare_cpuid(const struct guest_entry *a, const struct guest_entry *b)
{
	int order = compare_numbers(a->via, b->via);

	if (!order)
		order = compare_numbers(a->outcome != XF_ABSENT, b->outcome != XF_ABSENT);
	if (!order)
		order = compare_numbers(a->leaf, b->leaf);
	return order ? order : compare_numbers(a->sub, b->sub);
}

static int compare(const void *first, const void *second)
{
	const struct guest_entry *a = *(const struct guest_entry *const *)first;
	const struct guest_entry *b = *(const struct guest_entry *const *)second;
	int order = class_of(a) - class_of(b);

	if (!order && a->path) {
		order = strcmp(a->path, b->path);
		if (!order)
			order = (b->kind == XF_ENTRY_LINK) - (a->kind == XF_ENTRY_LINK);
	} else if (!order && a->kind == XF_ENTRY_CPUID) {
		order = compare_cpuid(a, b);
	}
	/* By position in the file, so that the same manifest gives the same message. */
	return order ? order : a < b ? -1 : a > b;
}

int machine_index_make(struct arena *arena, const struct guest_manifest *manifest, struct guest_index *index)
{
	*index = (struct guest_index){ .count = manifest->count };
	index->sorted = arena_alloc(arena, (manifest->count + 1) * sizeof(*index->sorted));
	if (!index->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < manifest->count; i++) {
		index->sorted[i] = &manifest->entries[i];
		index->paths += manifest->entries[i].path != NULL;
	}
	qsort(index->sorted, index->count, sizeof(*index->sorted), compare);
	return 0;
}

static bool conflict(const struct guest_entry *a, const struct guest_entry *b)
{
	if (class_of(a) != class_of(b))
		return false;
	if (a->path)
		return !strcmp(a->path, b->path) &&
		       (a->kind == XF_ENTRY_LINK) == (b->kind == XF_ENTRY_LINK);
	if (a->kind == XF_ENTRY_CPUID)
		return a->via == b->via &&
		       (a->outcome == XF_ABSENT || (a->leaf == b->leaf && a->sub == b->sub));
	return true;
}

const struct guest_entry *machine_index_conflict(const struct guest_index *index, const struct guest_entry **other)
{
	for (size_t i = 1; i < index->count; i++) {
		const struct guest_entry *a = index->sorted[i - 1], *b = index->sorted[i];

		if (!conflict(a, b))
			continue;
		*other = a < b ? a : b;
		return a < b ? b : a;
	}
	return NULL;
}

struct guest_place machine_index_find(const struct guest_index *index, const char *path)
{
	struct guest_place place = { NULL, NULL };
	size_t low = 0, high = index->paths;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->sorted[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->paths && !strcmp(index->sorted[low]->path, path); low++) {
		if (index->sorted[low]->kind == XF_ENTRY_LINK)
			place.link = index->sorted[low];
		else
			place.other = index->sorted[low];
	}
	return place;
}
