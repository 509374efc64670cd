/* SPDX-License-Identifier: MIT */
/* The list of changes, and its order: what matters most comes first, whatever the alphabet says. */
#include <stdlib.h>
#include <string.h>

#include "facts/compare/compare.h"
#include "facts/formats/rows.h"

const char *compare_kind_word(enum change_kind kind)
{
	static const char *const words[] = { "verdict", "cell", "device", "setting", "problem", "feature", "version",
		"known", "fact" };

	return words[kind];
}

struct change *compare_add(struct comparison *comparison, enum change_kind kind, const char *key, const char *what)
{
	struct change *grown = arena_grow(comparison->arena, comparison->list, comparison->count, sizeof(*grown));

	if (!grown)
		return NULL;
	comparison->list = grown;
	grown[comparison->count] = (struct change){ .kind = kind, .key = key, .what = what, .row = "", .text = "" };
	return &grown[comparison->count++];
}

static unsigned rank_of(const struct change *change)
{
	const char *short_key = facts_short_key(change->key);
	unsigned rank = 0;

	if (change->kind != XF_CHANGE_CELL)
		return change->kind == XF_CHANGE_VERDICT && strcmp(short_key, "mode");
	while (rank < XF_ROWS && strcmp(format_row_titles[rank], short_key))
		rank++;
	return rank;
}

static int by_kind(const void *a, const void *b)
{
	const struct change *one = a, *other = b;
	int order = (int)one->kind - (int)other->kind;

	order = order ? order : (int)rank_of(one) - (int)rank_of(other);
	order = order ? order : strcmp(one->key, other->key);
	order = order ? order : strcmp(one->what, other->what);
	return order ? order : strcmp(one->old ? one->old : one->new, other->old ? other->old : other->new);
}

void compare_sort(struct comparison *comparison)
{
	if (comparison->count)
		qsort(comparison->list, comparison->count, sizeof(*comparison->list), by_kind);
}
