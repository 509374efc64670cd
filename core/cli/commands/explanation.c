/* SPDX-License-Identifier: MIT */
/* An explanation as a document: for each key its value, the evidence by rule, and what to do. */
#include "core/cli/commands/explanation.h"

#include <string.h>

#include "core/cli/document.h"
#include "core/cli/options.h"

const struct report_row *command_explained_row(const struct explanation *explanation, const char *key)
{
	for (size_t i = 0; i < XF_ROWS; i++)
		if (!strcmp(explanation->rows[i].key, key))
			return &explanation->rows[i];
	return NULL;
}

const char *command_explained_advice(const struct explanation *explanation, const char *key)
{
	return rules_row_advice(explanation->problems, explanation->problem_count, facts_short_key(key));
}

/* The lines of one rule, which follow each other. Returns the index of the first item after them. */
static size_t add_rule(struct document *document, const struct evidence *list, size_t from, size_t count)
{
	size_t i = from;

	cli_document_map(document, NULL);
	if (*list[from].rule)
		cli_document_text(document, "because", list[from].because);
	cli_document_list(document, "evidence");
	for (; i < count && list[i].against == list[from].against && !strcmp(list[i].rule, list[from].rule); i++)
		cli_document_text(document, NULL, list[i].line);
	cli_document_list_end(document);
	if (*list[from].rule)
		cli_document_text(document, "rule", list[from].rule);
	cli_document_end(document, NULL);
	return i;
}

static void add_side(struct document *document, const struct evidence *list, size_t count, bool against)
{
	cli_document_list(document, against ? "against" : "for");
	for (size_t i = 0; i < count;)
		i = list[i].against == against ? add_rule(document, list, i, count) : i + 1;
	cli_document_list_end(document);
}

static void add_verdict(struct document *document, const struct explanation *explanation,
                        const struct verdict *verdict)
{
	const char *key = verdict->set->def->key, *advice = command_explained_advice(explanation, key);
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, key, false, &list);

	cli_document_map(document, key);
	if (*advice)
		cli_document_text(document, "advice", advice);
	add_side(document, list, count, true);
	add_side(document, list, count, false);
	if (*verdict->reason)
		cli_document_text(document, "reason", verdict->reason);
	cli_document_text(document, "value", verdict->value);
	cli_document_end(document, key);
}

static void add_fact(struct document *document, const struct explanation *explanation, const struct fact *fact)
{
	struct arena *arena = explanation->report->arena;
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, fact->key, false, &list);

	cli_document_map(document, fact->key);
	add_side(document, list, count, false);
	if (fact->unknown)
		cli_document_text(document, "reason", facts_why(arena, fact));
	cli_document_text(document, "sentence", fact->def->sentence);
	cli_document_text(document, "strength", facts_strength_word(fact->def->strength));
	cli_document_text(document, "value", facts_text(arena, fact));
	cli_document_end(document, fact->key);
}

static void add_problems(struct document *document, const struct explanation *explanation)
{
	cli_document_list(document, "problems");
	for (size_t i = 0; i < explanation->problem_count; i++) {
		const struct problem *problem = &explanation->problems[i];

		if (problem->kind->severity == XF_HINT)
			continue;
		cli_document_map(document, NULL);
		cli_document_text(document, "advice", problem->advice);
		cli_document_text(document, "problem", problem->kind->word);
		cli_document_text(document, "sentence", problem->kind->sentence);
		cli_document_text(document, "severity", rules_severity_word(problem->kind->severity));
		cli_document_text(document, "subject", problem->subject);
		cli_document_end(document, NULL);
	}
	cli_document_list_end(document);
}

int command_explain_document(const struct explanation *explanation, const char *const *keys, size_t count,
                             const char *format)
{
	const struct report *report = explanation->report;
	struct document document;
	int code = cli_document_open(&document, report->arena, format);

	if (code != XF_EXIT_OK)
		return code;
	cli_document_map(&document, "explained");
	for (size_t i = 0; i < count; i++) {
		const struct verdict *verdict = facts_verdict(&report->verdicts, keys[i]);

		if (verdict)
			add_verdict(&document, explanation, verdict);
		else
			add_fact(&document, explanation, facts_find(&report->facts, keys[i]));
	}
	cli_document_end(&document, "explained");
	add_problems(&document, explanation);
	return cli_document_close(&document);
}
