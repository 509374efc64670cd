/* SPDX-License-Identifier: MIT */
/*
 * The set of facts. Every value is held against the definition that promised it, so that what a consumer
 * reads is of the type and among the words that the catalogue states, whoever wrote the plugin.
 */
#include "facts/fact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/hash.h"
#include "core/util/parse.h"

void xf_facts_init(struct xf_facts *facts, struct xf_arena *arena)
{
	*facts = (struct xf_facts){ .arena = arena };
}

static int by_key(const void *a, const void *b)
{
	const struct xf_fact *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static void index_one(struct xf_facts *facts, size_t position)
{
	size_t slot = xf_hash(XF_HASH_START, facts->list[position].key) & (facts->room - 1);

	while (facts->index[slot])
		slot = (slot + 1) & (facts->room - 1);
	facts->index[slot] = (uint32_t)position + 1;
}

/* Indexes the whole list anew, in a table of at least twice its size. */
static int reindex(struct xf_facts *facts)
{
	size_t room = facts->room ? facts->room : 256;

	while (room < 2 * (facts->count + 1))
		room *= 2;
	if (room != facts->room)
		facts->index = xf_alloc(facts->arena, room * sizeof(*facts->index));
	facts->room = facts->index ? room : 0;
	if (!facts->index)
		return -ENOMEM;
	memset(facts->index, 0, room * sizeof(*facts->index));
	for (size_t i = 0; i < facts->count; i++)
		index_one(facts, i);
	return 0;
}

void xf_facts_seal(struct xf_facts *facts)
{
	if (!facts->count)
		return;
	qsort(facts->list, facts->count, sizeof(*facts->list), by_key);
	reindex(facts); /* the table is large enough already, so this allocates nothing */
}

static struct xf_fact *find(const struct xf_facts *facts, const char *key)
{
	if (!facts->room)
		return NULL;
	for (size_t slot = xf_hash(XF_HASH_START, key) & (facts->room - 1); facts->index[slot];
	     slot = (slot + 1) & (facts->room - 1)) {
		struct xf_fact *fact = &facts->list[facts->index[slot] - 1];

		if (!strcmp(fact->key, key))
			return fact;
	}
	return NULL;
}

const struct xf_fact *xf_facts_find(const struct xf_facts *facts, const char *key)
{
	return find(facts, key);
}

static bool same_look(const struct xf_look *a, const struct xf_look *b)
{
	return !strcmp(a->where, b->where) && !strcmp(a->excerpt, b->excerpt);
}

static int add_look(struct xf_facts *facts, struct xf_fact *fact, const struct xf_look *look)
{
	for (size_t i = 0; i < fact->look_count; i++)
		if (same_look(fact->looks[i], look))
			return 0;
	fact->looks = xf_grow(facts->arena, fact->looks, fact->look_count, sizeof(*fact->looks));
	if (!fact->looks) {
		fact->look_count = 0;
		return -ENOMEM;
	}
	fact->looks[fact->look_count++] = look;
	return 0;
}

/* Keeps items sorted as they come: lists are short, and consumers compare them byte by byte. */
static int add_item(struct xf_facts *facts, struct xf_fact *fact, const char *text)
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
	const char **items = xf_grow(facts->arena, fact->items, fact->count, sizeof(*items));

	if (!items)
		return -ENOMEM;
	memmove(items + at + 1, items + at, (fact->count - at) * sizeof(*items));
	items[at] = text;
	fact->items = items;
	fact->count++;
	return 0;
}

static int check_value(const struct xf_fact_def *def, const struct xf_value *value)
{
	switch (def->type) {
	case XF_COUNT:
		return value->count > INT64_MAX ? -EINVAL : 0;
	case XF_WORD:
		return xf_parse_is_word(value->text) && xf_parse_in(value->text, def->values) ? 0 : -EINVAL;
	default:
		return 0;
	}
}

/* A second voice for the same key: it may add an item or confirm, not contradict. */
static int merge(struct xf_facts *facts, struct xf_fact *fact, const struct xf_value *value)
{
	if (fact->def->type == XF_LIST && !value->unknown && !fact->unknown)
		return add_item(facts, fact, value->text);
	if (fact->def->type == XF_LIST) { /* one item that is not known: then the list is not either */
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

static struct xf_fact *append(struct xf_facts *facts, const struct xf_fact_def *def, const char *key)
{
	struct xf_fact *list = xf_grow(facts->arena, facts->list, facts->count, sizeof(*list));

	if (!list)
		return NULL;
	facts->list = list;
	if (facts->room < 2 * (facts->count + 1) && reindex(facts))
		return NULL;
	list[facts->count] = (struct xf_fact){ .key = xf_str(facts->arena, key), .def = def, .text = "" };
	index_one(facts, facts->count);
	return &list[facts->count++];
}

static int add_new(struct xf_facts *facts, const struct xf_fact_def *def, const char *key,
                   const struct xf_value *value, const struct xf_look *look)
{
	struct xf_fact *fact = facts->count < XF_REPORT_CAP ? append(facts, def, key) : NULL;

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
		fact->text = value->text; /* the values of a verdict in conflict */
	}
	fact->more = value->more;
	return look ? add_look(facts, fact, look) : 0;
}

int xf_facts_add(struct xf_facts *facts, const struct xf_fact_def *def, const char *key,
                 const struct xf_value *value, const struct xf_look *look)
{
	struct xf_value clean = *value;
	struct xf_fact *old = find(facts, key);
	int error = strlen(key) < XF_KEY_CAP ? 0 : -EINVAL;

	if (!clean.unknown && def->type >= XF_WORD) {
		const char *text = clean.text ? clean.text : "";

		clean.text = xf_parse_clean(facts->arena, text, strlen(text), XF_TEXT_CAP);
	}
	if (!error && !clean.unknown)
		error = check_value(def, &clean);
	if (error)
		return error;
	if (!old)
		return add_new(facts, def, key, &clean, look);
	error = merge(facts, old, &clean);
	old->more += error ? 0 : clean.more;
	return error ? error : look ? add_look(facts, old, look) : 0;
}

const char *xf_fact_text(struct xf_arena *arena, const struct xf_fact *fact)
{
	const char *text = "";

	if (!fact || fact->unknown)
		return "unknown";
	if (fact->def->type == XF_BOOL)
		return fact->truth ? "true" : "false";
	if (fact->def->type == XF_COUNT)
		return xf_fmt(arena, "%llu", (unsigned long long)fact->count);
	if (fact->def->type != XF_LIST)
		return fact->text;
	for (size_t i = 0; i < fact->count; i++)
		text = xf_fmt(arena, "%s%s%s", text, i ? ", " : "", fact->items[i]);
	return text;
}

const char *xf_fact_why(struct xf_arena *arena, const struct xf_fact *fact)
{
	static const char *const reasons[][3] = {
		{ "absent", "", " is absent" }, { "denied", "permission denied for ", "" },
		{ "malformed", "", " is malformed" }, { "failed", "", " could not be read" },
		{ "not_recorded", "", " is not part of this capture" }, { "conflict", "evidence conflicts about ", "" },
		{ "no_rule_stands", "", " is unknown" },
	};
	const char *place = fact->key, *const *reason = reasons[0];

	for (size_t i = 0; i < fact->look_count; i++)
		if (!strcmp(xf_outcome_word(fact->looks[i]->outcome), fact->unknown)) {
			place = fact->looks[i]->where;
			break;
		}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (!strcmp(reasons[i][0], fact->unknown))
			reason = reasons[i];
	return xf_fmt(arena, "%s%s%s", reason[1], place, reason[2]);
}
