/* SPDX-License-Identifier: MIT */
/*
 * The chain from kernel file to verdict: the evidence for and against, by which rule and why, and what to do about a
 * row that is not green.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cli/document.h"
#include "core/cli/errors.h"
#include "core/cli/options.h"
#include "core/cli/output.h"
#include "core/cli/session.h"
#include "facts/formats/explain.h"
#include "facts/formats/rows.h"
#include "facts/rules/problem.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", "text json yaml", "output format (default: text)" },
	XF_JSON_OPTION,
	{ .name = NULL },
};

const struct command command_explain = {
	"explain", "[KEY]", "show the evidence for and against, and what to do",
	"KEY is a verdict (mode, domain, disk, network ...), a fact, or a group of facts\n"
	"such as block. The default is all verdicts.\n",
	own_options, XF_ARG_KEY, NULL, 0, 1, run
};

/* What every part of an explanation needs to know. */
struct explanation {
	const struct report *report;
	struct report_row rows[XF_ROWS];
	const struct problem *problems;
	size_t problem_count;
	size_t width; /* of the terminal; 0: lines are not broken */
	bool colour;
	bool known; /* the key that was asked for exists, if perhaps without a value here */
	bool brief; /* all verdicts are explained, so none repeats another's evidence */
};

/* ---- text ---- */

/* The row of the spectrum that a verdict is; NULL: it is none. */
static const struct report_row *row_of(const struct explanation *explanation, const char *key)
{
	for (size_t i = 0; i < XF_ROWS; i++)
		if (!strcmp(explanation->rows[i].key, key))
			return &explanation->rows[i];
	return NULL;
}

static void print_value(const struct explanation *explanation, const char *key, const char *value)
{
	const struct report_row *row = row_of(explanation, key);
	const char *colour = row && explanation->colour ? cli_grade_colour(row->grade) : NULL;

	if (colour)
		printf("%s: \033[%sm%s\033[0m\n", key, colour, value);
	else
		cli_wrap(arena_fmt(explanation->report->arena, "%s: %s", key, value), 2, explanation->width);
}

/* A line that begins `indent` columns in; the rest continues two columns further in. */
static void print_line(const struct explanation *explanation, size_t indent, const char *text)
{
	cli_wrap(arena_fmt(explanation->report->arena, "%*s%s", (int)indent, "", text), indent + 2,
	         explanation->width);
}

static void print_rule(const struct explanation *explanation, const struct evidence *evidence)
{
	const char *side = evidence->against ? "against" : "for";
	const char *rule = arena_fmt(explanation->report->arena, "by rule %s: %s", evidence->rule, evidence->because);

	if (!evidence->direct)
		print_line(explanation, 6, rule);
	else if (*evidence->rule)
		print_line(explanation, 2, arena_fmt(explanation->report->arena, "%s, %s", side, rule));
	else
		print_line(explanation, 2, side);
}

static bool same_rule(const struct evidence *before, const struct evidence *item)
{
	return before && !strcmp(before->rule, item->rule);
}

/* Did an earlier rule on the same side rest on the same? Each is printed once. */
static bool printed(const struct evidence *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (list[i].against == list[at].against && !strcmp(list[i].line, list[at].line))
			return true;
	return false;
}

/* Does the next item say something else of the same places, for the same rule? */
static bool same_places(const struct evidence *list, size_t count, size_t at)
{
	const struct evidence *item = &list[at], *next = item + 1;

	return at + 1 < count && *item->places && !strcmp(item->places, next->places) && same_rule(item, next) &&
	       item->against == next->against && item->direct == next->direct && !printed(list, at + 1);
}

/* Prints an item, and those after it that rest on the same places, in one line. Returns the index of the last one. */
static size_t print_item(const struct explanation *explanation, const struct evidence *list, size_t count, size_t at)
{
	struct arena *arena = explanation->report->arena;
	const char *claims = list[at].claim;

	for (; same_places(list, count, at); at++)
		claims = arena_fmt(arena, "%s, %s", claims, list[at + 1].claim);
	print_line(explanation, list[at].direct ? 4 : 8, arena_fmt(arena, "%s%s%s", claims, *list[at].places ? ": " :
	                                                           "", list[at].places));
	return at;
}

/*
 * One side of the evidence. If an earlier verdict's own evidence was asked for, it follows the line that names it,
 * indented.
 */
static void print_side(const struct explanation *explanation, const struct evidence *list, size_t count,
                       bool against)
{
	const struct evidence *direct = NULL, *nested = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct evidence *item = &list[i];
		bool again = printed(list, i);

		if (item->against != against || (again && !item->direct))
			continue;
		if (!same_rule(item->direct ? direct : nested, item))
			print_rule(explanation, item);
		if (!again)
			i = print_item(explanation, list, count, i);
		direct = item->direct ? item : direct;
		nested = item->direct ? NULL : item;
	}
}

static void print_evidence(const struct explanation *explanation, const char *key)
{
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, key, !explanation->brief, &list);

	print_side(explanation, list, count, false);
	print_side(explanation, list, count, true);
	if (!count)
		puts("  no evidence either way");
}

static void explain_verdict(const struct explanation *explanation, const struct verdict *verdict)
{
	const char *key = verdict->set->def->key;
	const char *advice = rules_row_advice(explanation->problems, explanation->problem_count, facts_short_key(key));
	struct arena *arena = explanation->report->arena;

	print_value(explanation, key, verdict->value);
	print_evidence(explanation, key);
	if (*verdict->reason)
		print_line(explanation, 2, arena_fmt(arena, "why %s: %s", verdict->value, verdict->reason));
	if (*advice)
		print_line(explanation, 2, arena_fmt(arena, "what to do: %s", advice));
}

/* Each problem has advice of its own. */
static void explain_problems(const struct explanation *explanation)
{
	struct arena *arena = explanation->report->arena;

	for (size_t i = 0; i < explanation->problem_count; i++) {
		const struct problem *problem = &explanation->problems[i];
		const char *severity = rules_severity_word(problem->kind->severity);

		if (problem->kind->severity == XF_HINT)
			continue;
		print_line(explanation, 2,
		           arena_fmt(arena, "%s (%s): %s", problem->name, severity, problem->kind->sentence));
		if (*problem->advice)
			print_line(explanation, 4, arena_fmt(arena, "what to do: %s", problem->advice));
	}
}

static void explain_fact(const struct explanation *explanation, const struct fact *fact)
{
	struct arena *arena = explanation->report->arena;
	const char *strength = facts_strength_word(fact->def->strength);

	print_value(explanation, fact->key, facts_text(arena, fact));
	print_line(explanation, 2, arena_fmt(arena, "%s (%s)", fact->def->sentence, strength));
	if (!strcmp(fact->key, "problems"))
		explain_problems(explanation);
	else
		print_evidence(explanation, fact->key);
	if (fact->unknown)
		print_line(explanation, 2, arena_fmt(arena, "why unknown: %s", facts_why(arena, fact)));
}

static void explain_text(const struct explanation *explanation, const char *const *keys, size_t count)
{
	const struct report *report = explanation->report;

	for (size_t i = 0; i < count; i++) {
		const struct verdict *verdict = facts_verdict(&report->verdicts, keys[i]);

		if (i)
			putchar('\n');
		if (verdict)
			explain_verdict(explanation, verdict);
		else
			explain_fact(explanation, facts_find(&report->facts, keys[i]));
	}
}

/* ---- which keys ---- */

/* Verdicts in order of importance, rows as in the plain report. */
static size_t all_verdicts(const struct explanation *explanation, const char **keys)
{
	static const char *const first[] = { "present", "domain", "mode" };
	size_t count = sizeof(first) / sizeof(first[0]);

	memcpy(keys, first, sizeof(first));
	for (size_t i = 0; i < XF_ROWS; i++)
		keys[count++] = explanation->rows[i].key;
	return count;
}

/* A verdict, whose row may also be given by its title, "disk" for spectrum.disk; a fact; or all facts below a key. */
static size_t named_keys(const struct report *report, const char *key, const char **keys)
{
	const struct facts *facts = &report->facts;
	const char *row = arena_fmt(report->arena, "spectrum.%s", key);
	size_t length = strlen(key), count = 0;

	keys[0] = facts_verdict(&report->verdicts, key) ? key : row;
	if (facts_verdict(&report->verdicts, keys[0]))
		return 1;
	keys[0] = key;
	if (facts_find(facts, key))
		return 1;
	for (size_t i = 0; i < facts->count; i++)
		if (!strncmp(facts->list[i].key, key, length) && facts->list[i].key[length] == '.')
			keys[count++] = facts->list[i].key;
	return count;
}

static int unknown_key(const struct cli *cli, const struct report *report, const char *key)
{
	const struct facts *facts = &report->facts;
	struct nearest nearest = { .word = key };

	for (size_t i = 0; i < facts->count; i++)
		nearest_offer(&nearest, facts->list[i].key);
	return cli_fail_word(cli->command, "key", &nearest);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int explain_document(const struct report *report, const char *const *keys, size_t count, const char *format)
{
	struct document document;
	int code = cli_document_open(&document, report->arena, format);

	if (code != XF_EXIT_OK)
		return code;
	format_explain(&document, report, keys, count, XF_EVIDENCE_LINES);
	format_explain_problems(&document, report);
	return cli_document_close(&document);
}

static int explain(const struct cli *cli, const struct explanation *explanation)
{
	const struct report *report = explanation->report;
	const char *format = cli->option[XF_OPT_FORMAT];
	const char **keys = arena_alloc(report->arena, (report->facts.count + XF_VERDICTS_CAP) * sizeof(*keys));

	if (!keys)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	size_t count = cli->count ? named_keys(report, cli->arguments[0], keys) : all_verdicts(explanation, keys);

	if (!count && !explanation->known)
		return unknown_key(cli, report, cli->arguments[0]);
	if (!format || !strcmp(format, "text")) {
		if (!count)
			printf("%s: none on this machine\n", cli->arguments[0]);
		explain_text(explanation, keys, count);
		return XF_EXIT_OK;
	}
	qsort(keys, count, sizeof(*keys), by_key);
	return explain_document(report, keys, count, format);
}

static int run(const struct cli *cli)
{
	struct session session;
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK) {
		struct explanation explanation = {
			.report = &session.report, .colour = cli_wants_colour(cli), .brief = !cli->count,
			.width = cli_width(),
		};

		format_rows(&session.report, explanation.rows);
		explanation.known = cli->count && cli_fact_def(&session, cli->arguments[0]);
		explanation.problem_count = rules_problems(&session.report, &explanation.problems);
		code = explain(cli, &explanation);
	}
	probe_session_close(&session);
	return code;
}
