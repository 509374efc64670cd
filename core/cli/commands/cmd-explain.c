/* SPDX-License-Identifier: MIT */
/*
 * The chain from kernel file to verdict: the evidence for and against, by which rule and why, and what to do about a
 * row that is not green.
 */
#include "core/cli/options.h"
#include "facts/formats/rows.h"

#include <string.h>

#include "core/cli/errors.h"
#include "core/cli/output.h"
#include "core/cli/session.h"

static int run(const struct cli *cli);

const struct command command_explain = {
	"explain", "[KEY]", "show the evidence for and against, and what to do",
	"KEY is a verdict (mode, domain, disk, network ...), a fact, or a group of facts\n"
	"such as block. The default is all verdicts.\n",
	XF_NO_OPTIONS, XF_ARG_KEY, NULL, 0, 1, run
};

/* What an explanation needs to know everywhere. */
struct explanation {
	const struct report *report;
	struct report_row rows[XF_ROWS];
	bool colour;
	bool brief; /* all verdicts are explained, so none repeats another's evidence */
};

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
		printf("%s: %s\n", key, value);
}

static void print_rule(const struct evidence *evidence)
{
	const char *side = evidence->against ? "against" : "for";

	if (!evidence->direct)
		printf("      by rule %s: %s\n", evidence->rule, evidence->because);
	else if (*evidence->rule)
		printf("  %s, by rule %s: %s\n", side, evidence->rule, evidence->because);
	else
		printf("  %s\n", side);
}

static bool same_rule(const struct evidence *before, const struct evidence *item)
{
	return before && !strcmp(before->rule, item->rule);
}

/*
 * One side of the evidence. If an earlier verdict's own evidence was asked for, it follows the line that names it,
 * indented.
 */
static void print_side(const struct evidence *list, size_t count, bool against)
{
	const struct evidence *direct = NULL, *nested = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct evidence *item = &list[i];

		if (item->against != against)
			continue;
		if (!same_rule(item->direct ? direct : nested, item))
			print_rule(item);
		printf("%s%s\n", item->direct ? "    " : "        ", item->line);
		direct = item->direct ? item : direct;
		nested = item->direct ? NULL : item;
	}
}

static void print_evidence(const struct explanation *explanation, const char *key)
{
	const struct evidence *list;
	size_t count = facts_report_evidence(explanation->report, key, !explanation->brief, &list);

	print_side(list, count, false);
	print_side(list, count, true);
	if (!count)
		puts("  no evidence either way");
}

static void explain_verdict(const struct explanation *explanation, const struct verdict *verdict)
{
	const char *key = verdict->set->def->key;
	const struct report_row *row = row_of(explanation, key);

	print_value(explanation, key, verdict->value);
	print_evidence(explanation, key);
	if (*verdict->reason)
		printf("  why %s: %s\n", verdict->value, verdict->reason);
	if (row && *row->advice)
		printf("  what to do: %s\n", row->advice);
}

static void explain_fact(const struct explanation *explanation, const struct fact *fact)
{
	print_value(explanation, fact->key, facts_text(explanation->report->arena, fact));
	printf("  %s (%s)\n", fact->def->sentence, facts_strength_word(fact->def->strength));
	print_evidence(explanation, fact->key);
	if (fact->unknown)
		printf("  why unknown: %s\n", facts_why(explanation->report->arena, fact));
}

/* Verdicts in order of importance, rows as in the plain report. */
static void explain_all(const struct explanation *explanation)
{
	static const char *const first[] = { "present", "domain", "mode" };
	const struct verdicts *verdicts = &explanation->report->verdicts;
	size_t count = sizeof(first) / sizeof(first[0]);

	for (size_t i = 0; i < count + XF_ROWS; i++) {
		const char *key = i < count ? first[i] : explanation->rows[i - count].key;
		const struct verdict *verdict = facts_verdict(verdicts, key);

		if (i)
			putchar('\n');
		if (verdict)
			explain_verdict(explanation, verdict);
	}
}

static int unknown_key(const struct cli *cli, const struct report *report, const char *key)
{
	const struct facts *facts = &report->facts;
	struct nearest nearest = { .word = key };

	for (size_t i = 0; i < facts->count; i++)
		nearest_offer(&nearest, facts->list[i].key);
	return cli_fail_word(cli->command, "key", &nearest);
}

/* Everything below a key that is not itself a fact: "block", "block.disks.xvda". Returns how many facts there were. */
static size_t explain_below(const struct explanation *explanation, const char *key)
{
	const struct facts *facts = &explanation->report->facts;
	size_t length = strlen(key), count = 0;

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->list[i];
		const struct verdict *verdict = facts_verdict(&explanation->report->verdicts, fact->key);

		if (strncmp(fact->key, key, length) || fact->key[length] != '.')
			continue;
		if (count++)
			putchar('\n');
		if (verdict)
			explain_verdict(explanation, verdict);
		else
			explain_fact(explanation, fact);
	}
	return count;
}

/* A row may also be given by its title: "disk" is spectrum.disk. */
static int explain_key(const struct cli *cli, const struct explanation *explanation, const char *key)
{
	const struct report *report = explanation->report;
	const char *row = arena_fmt(report->arena, "spectrum.%s", key);
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);

	if (!verdict)
		verdict = facts_verdict(&report->verdicts, row);
	const struct fact *fact = verdict ? NULL : facts_find(&report->facts, key);

	if (!verdict && !fact)
		return explain_below(explanation, key) ? XF_EXIT_OK : unknown_key(cli, report, key);
	if (verdict)
		explain_verdict(explanation, verdict);
	else
		explain_fact(explanation, fact);
	return XF_EXIT_OK;
}

static int run(const struct cli *cli)
{
	struct session session;
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK) {
		struct explanation explanation = {
			.report = &session.report, .colour = cli_wants_colour(cli), .brief = !cli->count,
		};

		format_rows(&session.report, explanation.rows);
		if (cli->count)
			code = explain_key(cli, &explanation, cli->arguments[0]);
		else
			explain_all(&explanation);
	}
	probe_session_close(&session);
	return code;
}
