/* SPDX-License-Identifier: MIT */
/*
 * Advice for a saved report. A report names its problems but not what to do, which depends on its facts and on what
 * this version knows; so its facts become a set again, and the table of advice is asked.
 */
#include <string.h>

#include "core/util/parse.h"
#include "facts/compare/compare.h"
#include "facts/rules/advice.h"
#include "facts/rules/problem.h"

/* The types that a saved text can have had; which it had, its form tells well enough for conditions. */
static const struct xf_fact_def types[] = {
	{ .type = XF_TEXT }, { .type = XF_BOOL }, { .type = XF_COUNT }, { .type = XF_LIST },
};

static const struct xf_fact_def *type_of(const struct saved *saved, size_t i, struct value *value)
{
	bool list = (i && !strcmp(saved->list[i - 1].key, saved->list[i].key)) ||
	            (i + 1 < saved->count && !strcmp(saved->list[i + 1].key, saved->list[i].key));

	value->truth = !strcmp(value->text, "true");
	if (list)
		return &types[3];
	if (value->truth || !strcmp(value->text, "false"))
		return &types[1];
	return parse_u64(value->text, 10, &value->count) ? &types[0] : &types[2];
}

/* What does not fit is left out: advice then knows less. */
static void add(struct report *report, const struct saved *saved, size_t i)
{
	const char *key = saved->list[i].key;
	struct value value = { .text = saved->list[i].value };

	if (!strncmp(key, "evidence.", 9))
		return;
	if (strncmp(key, "unknown.", 8)) {
		const struct xf_fact_def *def = type_of(saved, i, &value);

		facts_add(&report->facts, def, key, &value, NULL);
		return;
	}
	value = (struct value){ .unknown = value.text };
	facts_add(&report->facts, &types[0], key + 8, &value, NULL);
}

/* A problem's own sentence, if there is no advice. */
static const char *sentence_of(const char *problem)
{
	const struct problem_kind *kind = rules_problem_kind(problem);

	return kind ? kind->sentence : "";
}

static struct report *report_of(struct arena *arena, const struct saved *saved)
{
	struct report *report = arena_alloc(arena, sizeof(*report));

	if (!report)
		return NULL;
	report->arena = arena;
	facts_init(&report->facts, arena);
	for (size_t i = 0; i < saved->count; i++)
		add(report, saved, i);
	return report;
}

const char *compare_advice(struct comparison *comparison, const char *problem)
{
	struct arena *arena = comparison->arena;
	size_t length = strcspn(problem, ":");
	const char *word = arena_fmt(arena, "%.*s", (int)length, problem);
	const char *subject = problem[length] ? problem + length + 1 : "";

	if (!comparison->advised)
		comparison->advised = report_of(arena, comparison->new);
	if (!comparison->advised)
		return "";
	if (!strcmp(word, "undecided") && saved_value(comparison->new, "denied"))
		subject = "denied"; /* as facts/rules/problem.c, find_undecided, of a verdict that was denied */
	const char *advice = rules_advice(comparison->advised, word, subject);

	return *advice ? advice : sentence_of(problem);
}
