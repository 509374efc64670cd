/* SPDX-License-Identifier: MIT */
/*
 * An explanation as a part of a document: for each key its value, the evidence by rule, and what to do. A reader that
 * shows places in columns wants the observations apart; `explain` prints them as its text does, in a line.
 */
#include "facts/formats/explain.h"

#include <string.h>

#include "facts/rules/problem.h"

/* What every part of an explanation needs to know. */
struct explanation {
	struct document *document;
	const struct report *report;
	enum explain_evidence form;
};

static void add_observations(struct document *document, const struct fact *fact)
{
	format_document_list(document, "observations");
	for (size_t i = 0; i < fact->observation_count; i++) {
		const struct observation *observation = fact->observations[i];

		format_document_map(document, NULL);
		format_document_text(document, "how", observation->how);
		format_document_text(document, "outcome", facts_outcome_word(observation->outcome));
		format_document_text(document, "place", observation->where);
		format_document_text(document, "value", observation->excerpt);
		format_document_end(document, NULL);
	}
	format_document_list_end(document);
	format_document_text(document, "strength", facts_strength_word(fact->def->strength));
}

static void add_item(const struct explanation *explanation, const struct evidence *item)
{
	struct document *document = explanation->document;

	if (explanation->form == XF_EVIDENCE_LINES) {
		format_document_text(document, NULL, item->line);
		return;
	}
	format_document_map(document, NULL);
	format_document_text(document, "claim", item->claim);
	if (item->fact && item->fact->more)
		format_document_count(document, "more", item->fact->more);
	if (item->fact)
		add_observations(document, item->fact);
	format_document_end(document, NULL);
}

/* The evidence of one rule, which is in one piece. Returns the index of the first item after it. */
static size_t add_rule(const struct explanation *explanation, const struct evidence *list, size_t from, size_t count)
{
	struct document *document = explanation->document;
	size_t i = from;

	format_document_map(document, NULL);
	if (*list[from].rule)
		format_document_text(document, "because", list[from].because);
	format_document_list(document, "evidence");
	for (; i < count && list[i].against == list[from].against && !strcmp(list[i].rule, list[from].rule); i++)
		add_item(explanation, &list[i]);
	format_document_list_end(document);
	if (*list[from].rule)
		format_document_text(document, "rule", list[from].rule);
	format_document_end(document, NULL);
	return i;
}

static void add_side(const struct explanation *explanation, const struct evidence *list, size_t count, bool against)
{
	format_document_list(explanation->document, against ? "against" : "for");
	for (size_t i = 0; i < count;)
		i = list[i].against == against ? add_rule(explanation, list, i, count) : i + 1;
	format_document_list_end(explanation->document);
}

static void add_verdict(const struct explanation *explanation, const struct verdict *verdict)
{
	const char *key = verdict->set->def->key;
	const struct problem *problems;
	size_t problem_count = rules_problems(explanation->report, &problems);
	const char *advice = rules_row_advice(problems, problem_count, facts_short_key(key));
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, key, false, &list);

	format_document_map(explanation->document, key);
	if (*advice)
		format_document_text(explanation->document, "advice", advice);
	add_side(explanation, list, count, true);
	add_side(explanation, list, count, false);
	if (*verdict->reason)
		format_document_text(explanation->document, "reason", verdict->reason);
	format_document_text(explanation->document, "value", verdict->value);
	format_document_end(explanation->document, key);
}

static void add_fact(const struct explanation *explanation, const struct fact *fact)
{
	struct document *document = explanation->document;
	struct arena *arena = explanation->report->arena;
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, fact->key, false, &list);

	format_document_map(document, fact->key);
	add_side(explanation, list, count, false);
	if (fact->unknown)
		format_document_text(document, "reason", facts_why(arena, fact));
	format_document_text(document, "sentence", fact->def->sentence);
	format_document_text(document, "strength", facts_strength_word(fact->def->strength));
	format_document_text(document, "value", facts_text(arena, fact));
	format_document_end(document, fact->key);
}

void format_explain(struct document *document, const struct report *report, const char *const *keys, size_t count,
                    enum explain_evidence form)
{
	struct explanation explanation = { document, report, form };

	format_document_map(document, "explained");
	for (size_t i = 0; i < count; i++) {
		const struct verdict *verdict = facts_verdict(&report->verdicts, keys[i]);

		if (verdict)
			add_verdict(&explanation, verdict);
		else
			add_fact(&explanation, facts_find(&report->facts, keys[i]));
	}
	format_document_end(document, "explained");
}

void format_explain_problems(struct document *document, const struct report *report)
{
	const struct problem *problems;
	size_t count = rules_problems(report, &problems);

	format_document_list(document, "problems");
	for (size_t i = 0; i < count; i++) {
		const struct problem *problem = &problems[i];

		if (problem->kind->severity == XF_HINT)
			continue;
		format_document_map(document, NULL);
		format_document_text(document, "advice", problem->advice);
		format_document_text(document, "problem", problem->kind->word);
		format_document_text(document, "sentence", problem->kind->sentence);
		format_document_text(document, "severity", rules_severity_word(problem->kind->severity));
		format_document_text(document, "subject", problem->subject);
		format_document_end(document, NULL);
	}
	format_document_list_end(document);
}
