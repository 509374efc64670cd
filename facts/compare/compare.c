/* SPDX-License-Identifier: MIT */
/*
 * Compares two reports: both lists are sorted, so that one walk over both finds each key that differs, and each is then
 * judged by its name. Every difference becomes exactly one change, except for facts of a device, which may share one.
 */
#include "facts/compare/compare.h"

#include <errno.h>
#include <string.h>

#define JOINED 4 /* items of a list that are named where it became unknown */

/* The facts of one key. */
struct items {
	const struct saved_fact *first;
	size_t count;
};

static struct items items_at(const struct saved *saved, size_t at, const char *key)
{
	struct items items = { at < saved->count ? &saved->list[at] : NULL, 0 };

	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): each fact of a list has a key */
	while (at + items.count < saved->count && !strcmp(saved->list[at + items.count].key, key))
		items.count++;
	return items;
}

static bool same(struct items old, struct items new)
{
	if (old.count != new.count)
		return false;
	for (size_t i = 0; i < old.count; i++)
		if (strcmp(old.first[i].value, new.first[i].value))
			return false;
	return true;
}

static const char *value_of(struct items items)
{
	return items.count ? items.first->value : NULL;
}

/* ---- what became known or unknown ---- */

static const char *unknown_in(const struct comparison *comparison, const struct saved *saved, const char *key)
{
	return saved_value(saved, arena_fmt(comparison->arena, "unknown.%s", key));
}

static const char *join(struct arena *arena, struct items items)
{
	const char *text = items.first->value;

	for (size_t i = 1; i < items.count && i < JOINED; i++)
		text = arena_fmt(arena, "%s, %s", text, items.first[i].value);
	return items.count > JOINED ? arena_fmt(arena, "%s and %zu more", text, items.count - JOINED) : text;
}

/* A fact that one report has, while the other says why it does not. */
static bool add_known(struct comparison *comparison, const char *key, struct items old, struct items new)
{
	const char *why = old.count && new.count ? NULL :
		unknown_in(comparison, old.count ? comparison->new : comparison->old, key);
	struct change *change = why ? compare_add(comparison, XF_CHANGE_KNOWN, key, key) : NULL;

	if (!change)
		return why != NULL;
	change->old = old.count ? join(comparison->arena, old) : NULL;
	change->new = new.count ? join(comparison->arena, new) : NULL;
	change->text = why;
	return true;
}

/* ---- the judgement of one key ---- */

static const struct {
	const char *key, *what;
	enum change_kind kind;
} named[] = {
	{ "mode", "mode", XF_CHANGE_VERDICT }, { "domain", "domain", XF_CHANGE_VERDICT },
	{ "present", "Xen present", XF_CHANGE_VERDICT }, { "version", "Xen", XF_CHANGE_VERSION },
	{ "kernel.release", "Linux", XF_CHANGE_VERSION }, { "platform", "platform", XF_CHANGE_VERSION },
};

static bool begins(const char *key, const char *prefix)
{
	return !strncmp(key, prefix, strlen(prefix));
}

/* A bool below features stands for a bit; a list, its names and its number repeat the bits. */
static bool is_bit(const char *key, struct items old, struct items new)
{
	return begins(key, "features.") && old.count == 1 && new.count == 1 &&
	       (!strcmp(old.first->value, "true") || !strcmp(new.first->value, "true"));
}

/* Does a value say no more than its absence? That a kernel without Xen says nothing of a setting is no difference. */
static bool is_nothing(struct items items)
{
	return !items.count || !strcmp(items.first->value, "false") || !strcmp(items.first->value, "none") ||
	       !strcmp(items.first->value, "0");
}

/* The kind of change that a key's is, what it is called, and its row. */
static enum change_kind judge(const char *key, struct items old, struct items new, const char **what,
                              const char **row)
{
	*what = key;
	*row = "";
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]) && !(is_nothing(old) && is_nothing(new)); i++)
		if (!strcmp(named[i].key, key)) {
			*what = named[i].what;
			return named[i].kind;
		}
	if (begins(key, "spectrum.")) {
		*what = *row = facts_short_key(key);
		return XF_CHANGE_CELL;
	}
	if (is_bit(key, old, new)) {
		*what = key + strlen("features.");
		return XF_CHANGE_FEATURE;
	}
	const char *setting = is_nothing(old) && is_nothing(new) ? NULL : compare_setting(key, row);

	*what = setting ? setting : key;
	return setting ? XF_CHANGE_SETTING : !strcmp(key, "problems") ? XF_CHANGE_PROBLEM : XF_CHANGE_FACT;
}

/* Why a verdict is unknown or in conflict: what a report says of that. */
static const char *why(const struct comparison *comparison, const struct change *change)
{
	struct arena *arena = comparison->arena;
	const char *against = arena_fmt(arena, "evidence.%s.against", facts_short_key(change->key));
	const char *value = change->new ? change->new : "";
	const char *denied = saved_value(comparison->new, "denied"), *claim = saved_value(comparison->new, against);

	if (!strcmp(value, "unknown"))
		return denied ? arena_fmt(arena, "permission denied for %s", denied) : "no decisive evidence";
	return !strcmp(value, "conflict") && claim ? arena_fmt(arena, "%s contradicts the rest", claim) : "";
}

static void add_change(struct comparison *comparison, const char *key, struct items olds, struct items news,
                       const char *old, const char *new)
{
	const char *what, *row;
	enum change_kind kind = judge(key, olds, news, &what, &row);
	struct change *change = compare_add(comparison, kind, key, what);

	if (!change)
		return;
	change->row = row;
	change->old = old;
	change->new = new;
	if (kind == XF_CHANGE_PROBLEM)
		change->what = old ? old : new;
	if (kind == XF_CHANGE_PROBLEM && new)
		change->text = compare_advice(comparison, new);
	else if (kind <= XF_CHANGE_CELL)
		change->text = why(comparison, change);
}

/* Of two sorted lists, the items that only one has. */
static void add_items(struct comparison *comparison, const char *key, struct items old, struct items new)
{
	size_t i = 0, j = 0;

	while (i < old.count || j < new.count) {
		int order = i == old.count ? 1 : j == new.count ? -1 : strcmp(old.first[i].value, new.first[j].value);

		if (order < 0)
			add_change(comparison, key, old, new, old.first[i].value, NULL);
		else if (order > 0)
			add_change(comparison, key, old, new, NULL, new.first[j].value);
		i += order <= 0;
		j += order >= 0;
	}
}

/* A key whose values differ. */
static void differ(struct comparison *comparison, const char *key, struct items old, struct items new)
{
	bool single = old.count <= 1 && new.count <= 1 && strcmp(key, "problems") != 0;

	if (begins(key, "unknown.")) {
		const char *about = key + strlen("unknown.");

		/* If the fact is known in the other report, its own key says so. */
		if (saved_value(old.count ? comparison->new : comparison->old, about) && !(old.count && new.count))
			return;
	}
	if (compare_device(comparison, key) || add_known(comparison, key, old, new))
		return;
	if (single)
		add_change(comparison, key, old, new, value_of(old), value_of(new));
	else
		add_items(comparison, key, old, new);
}

int compare_reports(struct comparison *comparison)
{
	const struct saved *old = comparison->old, *new = comparison->new;

	for (size_t i = 0, j = 0; i < old->count || j < new->count;) {
		bool mine = j == new->count || (i < old->count && strcmp(old->list[i].key, new->list[j].key) <= 0);
		const char *key = mine ? old->list[i].key : new->list[j].key;
		struct items olds = items_at(old, i, key), news = items_at(new, j, key);

		if (!same(olds, news))
			differ(comparison, key, olds, news);
		i += olds.count;
		j += news.count;
	}
	compare_sort(comparison);
	return arena_failed(comparison->arena) ? -ENOMEM : 0;
}
