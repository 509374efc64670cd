/* SPDX-License-Identifier: MIT */
/* The list of a saved report: the modules link this, too, so it needs nothing but memory. */
#include "facts/saved/saved.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

int saved_add(struct saved *saved, struct arena *arena, const char *key, const char *value, size_t size)
{
	if (saved->count == XF_REPORT_CAP)
		return -E2BIG;
	struct saved_fact *grown = arena_grow(arena, saved->list, saved->count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	saved->list = grown;
	grown[saved->count++] = (struct saved_fact){ arena_str(arena, key),
		parse_clean(arena, value, size, XF_SAVED_TEXT_CAP) };
	return arena_failed(arena) ? -ENOMEM : 0;
}

static int by_key(const void *a, const void *b)
{
	const struct saved_fact *one = a, *other = b;
	int order = strcmp(one->key, other->key);

	return order ? order : strcmp(one->value, other->value);
}

void saved_seal(struct saved *saved)
{
	if (saved->count)
		qsort(saved->list, saved->count, sizeof(*saved->list), by_key);
}

size_t saved_from(const struct saved *saved, const char *key)
{
	size_t low = 0, high = saved->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(saved->list[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *saved_value(const struct saved *saved, const char *key)
{
	size_t at = saved_from(saved, key);

	return at < saved->count && !strcmp(saved->list[at].key, key) ? saved->list[at].value : NULL;
}

bool saved_has_below(const struct saved *saved, const char *prefix)
{
	size_t at = saved_from(saved, prefix);

	return at < saved->count && !strncmp(saved->list[at].key, prefix, strlen(prefix));
}
