/* SPDX-License-Identifier: MIT */
/*
 * Evidence: for a verdict, the facts behind every rule that holds, down to the observations they rest on; for a plain
 * fact, its own observations. Absence is worded by what exists: "/sys has no class/dmi/id".
 */
#include <string.h>

#include "facts/report.h"

#define EVIDENCE_CAP 256 /* lines of one verdict */

/* A growing list of evidence for one key. */
struct list {
	const struct report *report;
	bool nested; /* include that of earlier verdicts */
	struct evidence *items;
	size_t count;
};

/*
 * Where an absent thing would be: the existing top folder, and what it lacks. Not the deepest existing folder, since a
 * recorded guest only knows folders with something in them.
 */
static const char *absence(struct arena *arena, const struct observation *obs)
{
	const char *rest = obs->where[0] == '/' ? strchr(obs->where + 1, '/') : NULL;

	if (obs->where[0] != '/')
		return arena_fmt(arena, "the %s has no such line", obs->where);
	if (!rest)
		return arena_fmt(arena, "/ has no %s", obs->where + 1);
	return arena_fmt(arena, "%.*s has no %s", (int)(rest - obs->where), obs->where, rest + 1);
}

static const char *say_observation(struct arena *arena, const struct observation *obs)
{
	if (obs->outcome == XF_ABSENT && !strcmp(obs->how, "cpuid"))
		return arena_fmt(arena, "%s does not answer with it", obs->where);
	if (obs->outcome == XF_ABSENT && !strcmp(obs->how, "line"))
		return arena_fmt(arena, "%s has no such line", obs->where);
	if (obs->outcome == XF_ABSENT)
		return absence(arena, obs);
	if (obs->outcome != XF_SEEN)
		return arena_fmt(arena, "%s: %s", obs->where, facts_outcome_word(obs->outcome));
	if (!strcmp(obs->how, "link"))
		return arena_fmt(arena, "%s points to %s", obs->where, obs->excerpt);
	if (!*obs->excerpt)
		return obs->where;
	return arena_fmt(arena, "%s says \"%s\"", obs->where, obs->excerpt);
}

/* Without excerpts: they may contain counters, and facts must not change by themselves. */
static const char *brief_observation(struct arena *arena, const struct observation *obs)
{
	return obs->outcome == XF_ABSENT ? say_observation(arena, obs) : obs->where;
}

/* A fact keeps few of its observations, so that joining them one by one costs little. */
static void describe(struct arena *arena, const struct fact *fact, struct evidence *item)
{
	const char *line = "", *brief = "";

	for (size_t i = 0; i < fact->observation_count; i++) {
		line = arena_fmt(arena, "%s%s%s", line, *line ? "; " : "",
		                 say_observation(arena, fact->observations[i]));
		if (i < 3) /* the text of a fact is bounded, and three places are proof enough */
			brief = arena_fmt(arena, "%s%s%s", brief, *brief ? ", " : "",
			                  brief_observation(arena, fact->observations[i]));
	}
	if (fact->more)
		line = arena_fmt(arena, "%s; and %llu more", line, (unsigned long long)fact->more);
	const char *value = fact->unknown ? fact->unknown : facts_text(arena, fact);

	item->fact = fact;
	item->claim = arena_fmt(arena, "%s is %s", fact->key, value);
	item->places = line;
	item->line = arena_fmt(arena, "%s%s%s", item->claim, *line ? ": " : "", line);
	item->brief = *brief ? arena_fmt(arena, "%s=%s (%s)", fact->key, value, brief) :
		arena_fmt(arena, "%s=%s", fact->key, value);
}

static void add(struct list *list, const struct evidence *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].line, item->line) && !strcmp(list->items[i].rule, item->rule))
			return;
	struct evidence *items = list->count < EVIDENCE_CAP ?
		arena_grow(list->report->arena, list->items, list->count, sizeof(*items)) : NULL;

	if (!items)
		return;
	list->items = items;
	items[list->count++] = *item;
}

/*
 * A verdict may rest on an earlier one, whose evidence then becomes its own: the two functions are mutually recursive.
 */
static void add_verdict(struct list *list, const struct verdict *verdict, const struct evidence *side,
                        unsigned depth);

static void add_condition(struct list *list, const struct condition *condition,
                          const struct evidence *side, unsigned depth)
{
	const struct fact *fact;
	struct evidence item = *side;

	if (!facts_condition_holds(&list->report->facts, condition, &fact) || !fact)
		return;
	const struct verdict *earlier = facts_verdict(&list->report->verdicts, fact->key);

	if (earlier) {
		item.line = item.claim = arena_fmt(list->report->arena, "%s is %s", fact->key, earlier->value);
		item.places = "";
		item.fact = NULL;
		item.brief = arena_fmt(list->report->arena, "%s=%s", fact->key, earlier->value);
	} else {
		describe(list->report->arena, fact, &item);
	}
	add(list, &item);
	if (earlier && list->nested && depth < 4)
		add_verdict(list, earlier, &item, depth + 1);
}

static void add_verdict(struct list *list, const struct verdict *verdict, const struct evidence *side,
                        unsigned depth)
{
	for (size_t i = 0; i < verdict->set->count; i++) {
		const struct rule *rule = &verdict->set->rules[i];
		struct evidence item = { .rule = rule->name, .because = rule->because, .direct = !depth };

		if (!verdict->stands[i])
			continue;
		item.against = side ? side->against : strcmp(rule->value, verdict->first) != 0;
		for (size_t j = 0; j < XF_RULE_CONDITIONS && rule->when[j].test != XF_END; j++)
			add_condition(list, &rule->when[j], &item, depth);
	}
}

size_t facts_report_evidence(const struct report *report, const char *key, bool nested,
                             const struct evidence **evidence)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);
	const struct fact *fact = facts_find(&report->facts, key);
	struct list list = { .report = report, .nested = nested };
	struct evidence item = { .direct = true, .rule = "", .because = "" };

	if (verdict) {
		add_verdict(&list, verdict, NULL, 0);
	} else if (fact) {
		describe(report->arena, fact, &item);
		add(&list, &item);
	}
	*evidence = list.items;
	return list.count;
}
