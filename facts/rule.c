/* SPDX-License-Identifier: MIT */
/*
 * Evaluates rules. There is no ladder: every rule is tried, so that contradictory evidence shows as a conflict instead
 * of the first rule winning.
 */
#include "facts/rule.h"

#include <errno.h>
#include <string.h>

#include "core/util/parse.h"

#define NO_RULE "no_rule_stands" /* why a verdict is unknown; facts_why has the words */
#define OBSERVATIONS_CAP 64 /* distinct observations that are counted behind one verdict */

static bool is_conflict(const struct fact *fact)
{
	return fact && fact->unknown && !strcmp(fact->unknown, "conflict");
}

static bool compare(struct arena *arena, const struct fact *fact, const struct condition *condition)
{
	bool known = fact && !fact->unknown;

	switch (condition->test) {
	case XF_IS:
		if (is_conflict(fact))
			/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a conflict is a fact */
			return parse_in(condition->value, fact->text);
		return known && !strcmp(facts_text(arena, fact), condition->value);
	case XF_NOT:
		return is_conflict(fact) || (known && strcmp(facts_text(arena, fact), condition->value));
	case XF_UNLESS:
		return !known || strcmp(facts_text(arena, fact), condition->value);
	case XF_SOME:
		return known && fact->count > 0;
	case XF_ZERO:
		return known && fact->count == 0;
	case XF_GONE:
		return fact && fact->unknown && !strcmp(fact->unknown, facts_outcome_word(XF_ABSENT));
	default:
		return false;
	}
}

/* Nobody knows: no obstacle to a rule, and no evidence for one either. Observed absence, by contrast, is knowledge. */
static bool is_silence(const struct fact *fact)
{
	return fact && fact->unknown && strcmp(fact->unknown, facts_outcome_word(XF_ABSENT)) != 0;
}

bool facts_condition_holds(const struct facts *facts, const struct condition *condition,
                           const struct fact **fact)
{
	const struct fact *doubtful = NULL;
	bool holds = false;
	char key[XF_KEY_CAP];

	for (const char *keys = condition->keys; *keys;) {
		size_t length = strcspn(keys, "|");

		if (length >= sizeof(key))
			return false;
		memcpy(key, keys, length);
		key[length] = '\0';
		*fact = facts_find(facts, key);
		if (compare(facts->arena, *fact, condition)) {
			if (*fact && !is_silence(*fact))
				return true;
			doubtful = holds ? doubtful : *fact; /* a conflict; a later key may be sure */
			holds = true;
		}
		keys += length + (keys[length] == '|');
	}
	if (holds)
		*fact = condition->test == XF_UNLESS ? NULL : doubtful;
	return holds;
}

/* The observations behind the rules that hold for one side, each counted once. */
struct tally {
	const struct observation *observations[OBSERVATIONS_CAP];
	size_t count;
};

static void count_observations(struct tally *tally, const struct fact *fact)
{
	for (size_t i = 0; fact && i < fact->observation_count; i++) {
		size_t known = 0;

		while (known < tally->count && strcmp(tally->observations[known]->where, fact->observations[i]->where))
			known++;
		if (known == tally->count && known < OBSERVATIONS_CAP)
			tally->observations[tally->count++] = fact->observations[i];
	}
}

/* *sure: none of its conditions rests on a conflict. */
static bool rule_stands(const struct facts *facts, const struct rule *rule, struct tally *tally, bool *sure)
{
	const struct fact *because[XF_RULE_CONDITIONS] = { NULL };
	size_t count = 0;

	for (; count < XF_RULE_CONDITIONS && rule->when[count].test != XF_END; count++)
		if (!facts_condition_holds(facts, &rule->when[count], &because[count]))
			return false;
	*sure = true;
	for (size_t i = 0; i < count; i++) {
		count_observations(tally, because[i]);
		*sure = *sure && (rule->when[i].test == XF_UNLESS || !is_conflict(because[i]));
	}
	return true;
}

/*
 * Why a verdict is not decided: a fact that one of the rules needs and nobody could learn. A denied one is named first,
 * since something can be done about it.
 */
static const char *missing(const struct facts *facts, const struct ruleset *set, bool *denied)
{
	const struct fact *best = NULL;

	for (size_t i = 0; i < set->count; i++)
		for (size_t j = 0; j < XF_RULE_CONDITIONS && set->rules[i].when[j].test != XF_END; j++) {
			const struct fact *fact = NULL;

			if (facts_condition_holds(facts, &set->rules[i].when[j], &fact) || !is_silence(fact))
				continue;
			if (!best || (!strcmp(fact->unknown, "denied") && strcmp(best->unknown, "denied")))
				best = fact;
		}
	*denied = best && !strcmp(best->unknown, "denied");
	if (!best)
		return "no decisive evidence";
	return arena_fmt(facts->arena, "not decided: %s", facts_why(facts->arena, best));
}

/* A verdict's fact rests on every observation behind the rules that hold, for it and against it. */
static int add_verdict(struct facts *facts, const struct verdict *verdict, const char *values,
                       const struct tally sides[2])
{
	const struct xf_fact_def *def = verdict->set->def;
	bool open = !strcmp(verdict->value, "unknown"), conflict = !strcmp(verdict->value, "conflict");
	struct value value = {
		.unknown = open ? NO_RULE : conflict ? "conflict" : NULL,
		.truth = !strcmp(verdict->value, "true"),
		.text = values,
	};
	int error = facts_add(facts, def, def->key, &value, NULL);

	for (size_t side = 0; side < 2 && !error; side++)
		error = facts_add_all(facts, def, def->key, &value, sides[side].observations, sides[side].count);
	return error;
}

/* What is only known because of a verdict in conflict is in conflict itself. */
static const char *rests_on_conflict(const struct facts *facts, struct verdict *verdict)
{
	verdict->value = "conflict";
	return arena_fmt(facts->arena, "%s rests on another verdict that is in conflict", verdict->first);
}

static int run_set(struct facts *facts, const struct ruleset *set, const char *without,
                   struct verdict *verdict)
{
	struct tally sides[2] = { { .count = 0 }, { .count = 0 } }; /* for the first value, and against it */
	const char *values = "";
	bool sure = false, any_sure = false;

	*verdict = (struct verdict){ .set = set, .value = "unknown", .first = "", .reason = "" };
	verdict->stands = arena_alloc(facts->arena, set->count * sizeof(*verdict->stands));
	for (size_t i = 0; verdict->stands && i < set->count; i++) {
		const struct rule *rule = &set->rules[i];
		bool against = *verdict->first && strcmp(verdict->first, rule->value);

		if ((without && !strcmp(without, rule->name)) || !rule_stands(facts, rule, &sides[against], &sure))
			continue;
		any_sure = any_sure || sure;
		verdict->stands[i] = true;
		verdict->value = against || !strcmp(verdict->value, "conflict") ? "conflict" : rule->value;
		verdict->first = *verdict->first ? verdict->first : rule->value;
		if (!parse_in(rule->value, values))
			values = arena_fmt(facts->arena, "%s%s%s", values, *values ? " " : "", rule->value);
	}
	verdict->for_count = sides[0].count;
	verdict->against_count = sides[1].count;
	if (!*verdict->first)
		verdict->reason = missing(facts, set, &verdict->denied);
	else if (!any_sure && strcmp(verdict->value, "conflict"))
		verdict->reason = rests_on_conflict(facts, verdict);
	else if (!strcmp(verdict->value, "conflict"))
		verdict->reason = arena_fmt(facts->arena, "there is evidence for each of: %s", values);
	return verdict->stands ? add_verdict(facts, verdict, values, sides) : -ENOMEM;
}

int facts_rules_run(struct facts *facts, struct verdicts *verdicts, const struct rules *rules,
                    const char *without)
{
	int error = 0;

	verdicts->count = 0;
	for (size_t i = 0; i < rules->count && !error; i++)
		error = run_set(facts, rules->sets[i], without, &verdicts->list[verdicts->count++]);
	return error;
}

const struct verdict *facts_verdict(const struct verdicts *verdicts, const char *key)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (!strcmp(verdicts->list[i].set->def->key, key))
			return &verdicts->list[i];
	return NULL;
}
