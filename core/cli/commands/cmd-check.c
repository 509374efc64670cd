/* SPDX-License-Identifier: MIT */
/*
 * For Nagios, Icinga and their like: one line, and their exit statuses (Monitoring Plugins Development Guidelines,
 * "Plugin Return Codes"), which are not ours: there 2 is CRITICAL, so a usage error must be 3, UNKNOWN.
 */
#include "core/cli/commands/check.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/cli/errors.h"
#include "core/cli/options.h"
#include "core/cli/output.h"
#include "core/cli/session.h"
#include "core/util/parse.h"
#include "facts/formats/rows.h"
#include "facts/rules/problem.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_WARN, "warn", 'w', "LIST", NULL, "problems that are a WARNING (default: warning)" },
	{ XF_OPT_CRIT, "crit", 'c', "LIST", NULL, "problems that are CRITICAL (default: none)" },
	{ .name = NULL },
};

enum state { OK, WARNING, CRITICAL, UNKNOWN };

const struct command command_check = {
	"check", "", "one line and an exit status for Nagios and Icinga",
	"LIST has commas between problems (see `xenfacts list problems`), such as\n"
	"network_emulated or network_emulated:eth1, or severities (info, warning),\n"
	"any or none. A machine without Xen is OK; an unknown mode is UNKNOWN.\n",
	own_options, XF_ARG_NONE, NULL, 0, 0, run,
};

#define NAMED 8 /* problems that the line names; NRPE cuts at 1,024 bytes */

/* ---- lists ---- */

/* Calls `take` for each word of a list with commas between, until it returns false. */
static bool each_word(const char *list, bool (*take)(const char *word, void *context), void *context)
{
	char word[XF_KEY_CAP];

	do {
		size_t length = strcspn(list, ",");

		snprintf(word, sizeof(word), "%.*s", (int)length, list);
		if (!take(word, context))
			return false;
		list += length;
	} while (*list++);
	return true;
}

/* Does the word not mean this problem? */
static bool is_other(const char *word, void *context)
{
	const struct problem *problem = context;

	return strcasecmp(word, problem->name) && strcasecmp(word, problem->kind->word) &&
	       strcasecmp(word, rules_severity_word(problem->kind->severity)) && strcasecmp(word, "any");
}

static bool in_list(const char *list, struct problem problem)
{
	return !each_word(list, is_other, &problem);
}

/* Does the word mean something? A list with one that does not would never raise an alarm. */
static bool is_good(const char *word, void *context)
{
	bool good = parse_in_any_case(word, XF_SEVERITY_WORDS " any none") || rules_problem_kind(word);

	if (!good)
		snprintf(context, XF_KEY_CAP, "%s", word);
	return good;
}

/* A report, and whether it decides every problem that a list names. */
struct question {
	const struct report *report;
	const struct problem *problems;
	size_t count;
};

static bool is_answered(const char *word, void *context)
{
	const struct question *question = context;
	const struct report *report = question->report;

	return rules_has_problem(report, question->problems, question->count, word) != XF_PROBLEM_UNKNOWN;
}

/* ---- the line ---- */

static bool is_unknown(const struct report *report, const char *key)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);

	return !verdict || !strcmp(verdict->value, "unknown");
}

static enum state state_of(const struct cli *cli, const struct problem *problem)
{
	const char *warn = cli->option[XF_OPT_WARN], *crit = cli->option[XF_OPT_CRIT];

	if (problem->kind->severity == XF_HINT)
		return OK;
	if (crit && in_list(crit, *problem))
		return CRITICAL;
	return in_list(warn ? warn : "warning", *problem) ? WARNING : OK;
}

/* Without a problem: is that because nobody knows? */
static enum state quiet_state(const struct cli *cli, struct question *question)
{
	const char *warn = cli->option[XF_OPT_WARN], *crit = cli->option[XF_OPT_CRIT];

	if (is_unknown(question->report, "present") || is_unknown(question->report, "mode"))
		return UNKNOWN;
	return (warn && !each_word(warn, is_answered, question)) || (crit && !each_word(crit, is_answered, question)) ?
		UNKNOWN : OK;
}

/* One line, in which what follows a bar is performance data. */
static void put_text(const char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t length = parse_plain(text, left);

		if (*text == '|' || !length)
			putchar(length ? '/' : '?');
		else
			fwrite(text, 1, length, stdout);
		length += !length;
		text += length;
		left -= length;
	}
}

static int print_line(const struct cli *cli, const struct report *report)
{
	static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
	struct question question = { .report = report };
	const char *names = "";
	enum state worst = OK;
	size_t named = 0, listed = 0;

	question.count = rules_problems(report, &question.problems);
	for (size_t i = 0; i < question.count; i++) {
		enum state state = state_of(cli, &question.problems[i]);

		listed += question.problems[i].kind->severity != XF_HINT;
		worst = state > worst ? state : worst;
		if (state != OK && named++ < NAMED)
			names = arena_fmt(report->arena, "%s%s%s", names, *names ? ", " : "",
			                  question.problems[i].name);
	}
	worst = worst == OK ? quiet_state(cli, &question) : worst;
	printf("XENFACTS %s - ", words[worst]);
	put_text(names);
	if (named > NAMED)
		printf(" and %zu more", named - NAMED);
	put_text(*names ? ": " : "");
	put_text(format_headline(report));
	printf(" | problems=%zu\n", listed);
	return (int)worst;
}

/* Does either list have a word that means nothing? Then it is copied. */
static bool wrong_lists(const struct cli *cli, char word[XF_KEY_CAP])
{
	const char *warn = cli->option[XF_OPT_WARN], *crit = cli->option[XF_OPT_CRIT];

	return (warn && !each_word(warn, is_good, word)) || (crit && !each_word(crit, is_good, word));
}

int command_check_failed(const char *why)
{
	fputs("XENFACTS UNKNOWN - ", stdout);
	put_text(why);
	putchar('\n');
	return UNKNOWN;
}

/* Only standard output reaches those who watch. */
static int run(const struct cli *cli)
{
	struct session_options options = cli_options(cli);
	struct sentence sentence;
	struct session session;
	char wrong[XF_KEY_CAP];
	int code = probe_session_report(&session, &options);

	if (code)
		code = command_check_failed(cli_failure_text(&sentence, &session.failure));
	else if (wrong_lists(cli, wrong))
		code = command_check_failed(arena_fmt(session.arena, "unknown problem \"%s\"; see `xenfacts list "
		                                      "problems`", wrong));
	else
		code = print_line(cli, &session.report);
	probe_session_close(&session);
	return cli_output_finish() ? UNKNOWN : code;
}
