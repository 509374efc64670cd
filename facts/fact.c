/* SPDX-License-Identifier: MIT */
/*
 * The set of facts. Every value is checked against its definition, so that what consumers read has the type and the
 * words that the catalogue states, whoever wrote the plugin.
 */
#include "facts/fact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

void facts_init(struct facts *facts, struct arena *arena)
{
	*facts = (struct facts){ .arena = arena };
}

static int by_key(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;

	return strcmp(x->key, y->key);
}

/* Notes where the fact of a key is in the list. 0 or -ENOMEM. */
static int note_position(struct facts *facts, size_t position)
{
	void **place = map_at(&facts->positions, facts->arena, facts->list[position].key);

	if (!place)
		return -ENOMEM;
	*place = (void *)(uintptr_t)(position + 1);
	return 0;
}

void facts_seal(struct facts *facts)
{
	if (!facts->count)
		return;
	qsort(facts->list, facts->count, sizeof(*facts->list), by_key);
	for (size_t i = 0; i < facts->count; i++)
		note_position(facts, i); /* every key is in the map, so this allocates nothing */
}

static struct fact *find(const struct facts *facts, const char *key)
{
	void **place = map_find(&facts->positions, key);

	return place && *place ? &facts->list[(uintptr_t)*place - 1] : NULL;
}

const struct fact *facts_find(const struct facts *facts, const char *key)
{
	return find(facts, key);
}

static bool same_observation(const struct observation *a, const struct observation *b)
{
	return !strcmp(a->where, b->where) && !strcmp(a->excerpt, b->excerpt);
}

/* What comes again is counted once, if nothing else came in between: a list, of which each item rests on it. */
static int add_observation(struct facts *facts, struct fact *fact, const struct observation *obs)
{
	for (size_t i = 0; i < fact->observation_count; i++)
		if (same_observation(fact->observations[i], obs))
			return 0;
	if (fact->observation_count == XF_OBSERVATIONS_KEPT) {
		fact->more += !fact->last || !same_observation(fact->last, obs);
		fact->last = obs;
		return 0;
	}
	fact->observations = arena_grow(facts->arena, fact->observations, fact->observation_count,
	                                sizeof(*fact->observations));
	if (!fact->observations) {
		fact->observation_count = 0;
		return -ENOMEM;
	}
	fact->observations[fact->observation_count++] = obs;
	return 0;
}

/* Keeps items sorted as they arrive: lists are short, and consumers compare them byte by byte. */
static int add_item(struct facts *facts, struct fact *fact, const char *text)
{
	size_t at = 0, end = fact->count;

	if (!*text)
		return 0;
	while (at < end) {
		size_t middle = at + (end - at) / 2;
		int order = strcmp(fact->items[middle], text);

		if (!order)
			return 0;
		if (order < 0)
			at = middle + 1;
		else
			end = middle;
	}
	if (fact->count >= XF_ITEMS_CAP)
		return -ENOSPC;
	const char **items = arena_grow(facts->arena, fact->items, fact->count, sizeof(*items));

	if (!items)
		return -ENOMEM;
	memmove(items + at + 1, items + at, (fact->count - at) * sizeof(*items));
	items[at] = text;
	fact->items = items;
	fact->count++;
	return 0;
}

static int check_value(const struct xf_fact_def *def, const struct value *value)
{
	switch (def->type) {
	case XF_COUNT:
		return value->count > INT64_MAX ? -EINVAL : 0;
	case XF_WORD:
		return parse_is_word(value->text) && parse_in(value->text, def->values) ? 0 : -EINVAL;
	default:
		return 0;
	}
}

/* A second report of the same key may add an item or confirm the value, but not contradict it. */
static int merge(struct facts *facts, struct fact *fact, const struct value *value)
{
	if (fact->def->type == XF_LIST && !value->unknown && !fact->unknown)
		return add_item(facts, fact, value->text);
	if (fact->def->type == XF_LIST) { /* one unknown item makes the whole list unknown */
		fact->unknown = fact->unknown ? fact->unknown : value->unknown;
		return 0;
	}
	if (value->unknown || fact->unknown)
		return value->unknown && fact->unknown ? 0 : -EEXIST;
	if (fact->def->type == XF_BOOL)
		return fact->truth == value->truth ? 0 : -EEXIST;
	if (fact->def->type == XF_COUNT)
		return fact->count == value->count ? 0 : -EEXIST;
	return strcmp(fact->text, value->text) ? -EEXIST : 0;
}

static struct fact *append(struct facts *facts, const struct xf_fact_def *def, const char *key)
{
	struct fact *list = arena_grow(facts->arena, facts->list, facts->count, sizeof(*list));

	if (!list)
		return NULL;
	facts->list = list;
	list[facts->count] = (struct fact){ .key = arena_str(facts->arena, key), .def = def, .text = "" };
	return note_position(facts, facts->count) ? NULL : &list[facts->count++];
}

static int add_observations(struct facts *facts, struct fact *fact, const struct observation *const *observations,
                            size_t count)
{
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		error = add_observation(facts, fact, observations[i]);
	return error;
}

static int add_new(struct facts *facts, const struct xf_fact_def *def, const char *key, const struct value *value,
                   struct fact **added)
{
	struct fact *fact = *added = facts->count < XF_REPORT_CAP ? append(facts, def, key) : NULL;

	if (!fact)
		return facts->count < XF_REPORT_CAP ? -ENOMEM : -ENOSPC;
	fact->unknown = value->unknown;
	if (!value->unknown && def->type == XF_LIST) {
		int error = add_item(facts, fact, value->text);

		if (error)
			return error;
	} else if (!value->unknown) {
		fact->truth = def->type == XF_BOOL && value->truth;
		fact->count = def->type == XF_COUNT ? value->count : 0;
		fact->text = def->type >= XF_WORD ? value->text : "";
	} else if (value->unknown && value->text) {
		fact->text = value->text; /* a verdict in conflict keeps its values */
	}
	fact->more = value->more;
	return 0;
}

int facts_add_all(struct facts *facts, const struct xf_fact_def *def, const char *key, const struct value *value,
                  const struct observation *const *observations, size_t count)
{
	struct value clean = *value;
	struct fact *old = find(facts, key);
	int error = strlen(key) < XF_KEY_CAP ? 0 : -EINVAL;

	if (!clean.unknown && def->type >= XF_WORD) {
		const char *text = clean.text ? clean.text : "";

		clean.text = parse_clean(facts->arena, text, strlen(text), XF_TEXT_CAP);
	}
	if (!error && !clean.unknown)
		error = check_value(def, &clean);
	if (error)
		return error;
	if (old) {
		error = merge(facts, old, &clean);
		old->more += error ? 0 : clean.more;
	} else {
		error = add_new(facts, def, key, &clean, &old);
	}
	return error ? error : add_observations(facts, old, observations, count);
}

int facts_add(struct facts *facts, const struct xf_fact_def *def, const char *key, const struct value *value,
              const struct observation *obs)
{
	return facts_add_all(facts, def, key, value, &obs, obs != NULL);
}

/* "a, b" */
static const char *join(struct arena *arena, const char *const *items, size_t count)
{
	size_t size = 1;

	for (size_t i = 0; i < count; i++)
		size += strlen(items[i]) + 2;
	char *text = arena_alloc(arena, size), *end = text;

	for (size_t i = 0; text && i < count; i++)
		end = stpcpy(stpcpy(end, i ? ", " : ""), items[i]);
	return text ? text : "";
}

const char *facts_text(struct arena *arena, const struct fact *fact)
{
	if (!fact || fact->unknown)
		return "unknown";
	if (fact->def->type == XF_BOOL)
		return fact->truth ? "true" : "false";
	if (fact->def->type == XF_COUNT)
		return arena_fmt(arena, "%llu", (unsigned long long)fact->count);
	if (fact->def->type != XF_LIST)
		return fact->text;
	return join(arena, fact->items, fact->count);
}

const char *facts_why(struct arena *arena, const struct fact *fact)
{
	static const char *const reasons[][3] = {
		{ "absent", "", " is absent" }, { "denied", "permission denied for ", "" },
		{ "malformed", "", " is malformed" }, { "failed", "", " could not be read" },
		{ "not_recorded", "", " is not part of this capture" }, { "conflict", "evidence conflicts about ", "" },
		{ "no_rule_stands", "", " is unknown" },
	};
	const char *place = fact->key, *const *reason = reasons[0];

	for (size_t i = 0; i < fact->observation_count; i++)
		if (!strcmp(facts_outcome_word(fact->observations[i]->outcome), fact->unknown)) {
			place = fact->observations[i]->where;
			break;
		}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (!strcmp(reasons[i][0], fact->unknown))
			reason = reasons[i];
	return arena_fmt(arena, "%s%s%s", reason[1], place, reason[2]);
}
