/* SPDX-License-Identifier: MIT */
/*
 * Evidence: for a verdict, the facts behind every rule that stands, down to the looks they rest on; for a plain
 * fact, its own looks. What is not there is worded by what is: "/sys has no class/dmi/id".
 */
#include <string.h>

#include "facts/report.h"

#define EVIDENCE_CAP 256 /* lines of one verdict */

/* A growing list of evidence about one key. */
struct list {
	const struct xf_report *report;
	bool nested; /* that of earlier verdicts, too */
	struct xf_evidence *items;
	size_t count;
};

/*
 * Where an absent thing would be: the top folder that is there, and what it lacks. Not the deepest folder that is
 * there, for a recorded guest knows of no more folders than those with something in them.
 */
static const char *absence(struct xf_arena *arena, const struct xf_look *look)
{
	const char *rest = look->where[0] == '/' ? strchr(look->where + 1, '/') : NULL;

	if (look->where[0] != '/')
		return xf_fmt(arena, "the %s has no such line", look->where);
	if (!rest)
		return xf_fmt(arena, "/ has no %s", look->where + 1);
	return xf_fmt(arena, "%.*s has no %s", (int)(rest - look->where), look->where, rest + 1);
}

static const char *say_look(struct xf_arena *arena, const struct xf_look *look)
{
	if (look->outcome == XF_ABSENT && !strcmp(look->how, "cpuid"))
		return xf_fmt(arena, "%s does not answer with it", look->where);
	if (look->outcome == XF_ABSENT && !strcmp(look->how, "line"))
		return xf_fmt(arena, "%s has no such line", look->where);
	if (look->outcome == XF_ABSENT)
		return absence(arena, look);
	if (look->outcome != XF_SEEN)
		return xf_fmt(arena, "%s: %s", look->where, xf_outcome_word(look->outcome));
	if (!strcmp(look->how, "link"))
		return xf_fmt(arena, "%s leads to %s", look->where, look->excerpt);
	if (!*look->excerpt)
		return look->where;
	return xf_fmt(arena, "%s says \"%s\"", look->where, look->excerpt);
}

/* Without excerpts: they may hold counters, and facts must not change by themselves. */
static const char *brief_look(struct xf_arena *arena, const struct xf_look *look)
{
	return look->outcome == XF_ABSENT ? say_look(arena, look) : look->where;
}

static void describe(struct xf_arena *arena, const struct xf_fact *fact, struct xf_evidence *item)
{
	const char *line = "", *brief = "";

	for (size_t i = 0; i < fact->look_count; i++) {
		line = xf_fmt(arena, "%s%s%s", line, *line ? "; " : "", say_look(arena, fact->looks[i]));
		if (i < 3) /* the text of a fact is bounded, three places prove enough */
			brief = xf_fmt(arena, "%s%s%s", brief, *brief ? ", " : "",
			               brief_look(arena, fact->looks[i]));
	}
	if (fact->more)
		line = xf_fmt(arena, "%s; and %llu more", line, (unsigned long long)fact->more);
	const char *value = fact->unknown ? fact->unknown : xf_fact_text(arena, fact);

	item->line = xf_fmt(arena, "%s is %s%s%s", fact->key, value, *line ? ": " : "", line);
	item->brief = *brief ? xf_fmt(arena, "%s=%s (%s)", fact->key, value, brief) :
		xf_fmt(arena, "%s=%s", fact->key, value);
}

static void add(struct list *list, const struct xf_evidence *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].line, item->line) && !strcmp(list->items[i].rule, item->rule))
			return;
	struct xf_evidence *items = list->count < EVIDENCE_CAP ?
		xf_grow(list->report->arena, list->items, list->count, sizeof(*items)) : NULL;

	if (!items)
		return;
	list->items = items;
	items[list->count++] = *item;
}

/* A verdict may rest on an earlier one, whose evidence is then its own: the two functions call each other. */
static void add_verdict(struct list *list, const struct xf_verdict *verdict, const struct xf_evidence *side,
                        unsigned depth);

static void add_condition(struct list *list, const struct xf_condition *condition,
                          const struct xf_evidence *side, unsigned depth)
{
	const struct xf_fact *fact;
	struct xf_evidence item = *side;

	if (!xf_condition_holds(&list->report->facts, condition, &fact) || !fact)
		return;
	const struct xf_verdict *earlier = xf_verdict_find(&list->report->verdicts, fact->key);

	if (earlier) {
		item.line = xf_fmt(list->report->arena, "%s is %s", fact->key, earlier->value);
		item.brief = xf_fmt(list->report->arena, "%s=%s", fact->key, earlier->value);
	} else {
		describe(list->report->arena, fact, &item);
	}
	add(list, &item);
	if (earlier && list->nested && depth < 4)
		add_verdict(list, earlier, &item, depth + 1);
}

static void add_verdict(struct list *list, const struct xf_verdict *verdict, const struct xf_evidence *side,
                        unsigned depth)
{
	for (size_t i = 0; i < verdict->set->count; i++) {
		const struct xf_rule *rule = &verdict->set->rules[i];
		struct xf_evidence item = { .rule = rule->name, .because = rule->because, .direct = !depth };

		if (!verdict->stands[i])
			continue;
		item.against = side ? side->against : strcmp(rule->value, verdict->first) != 0;
		for (size_t j = 0; j < XF_RULE_CONDITIONS && rule->when[j].test != XF_END; j++)
			add_condition(list, &rule->when[j], &item, depth);
	}
}

size_t xf_report_evidence(const struct xf_report *report, const char *key, bool nested,
                          const struct xf_evidence **evidence)
{
	const struct xf_verdict *verdict = xf_verdict_find(&report->verdicts, key);
	const struct xf_fact *fact = xf_facts_find(&report->facts, key);
	struct list list = { .report = report, .nested = nested };
	struct xf_evidence item = { .direct = true, .rule = "", .because = "" };

	if (verdict) {
		add_verdict(&list, verdict, NULL, 0);
	} else if (fact) {
		describe(report->arena, fact, &item);
		add(&list, &item);
	}
	*evidence = list.items;
	return list.count;
}
