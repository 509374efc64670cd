/* SPDX-License-Identifier: MIT */
/*
 * For Nagios, Icinga and their like: one line, and their exit statuses (Monitoring Plugins Development Guidelines,
 * "Plugin Return Codes"), which are not ours: there 2 is CRITICAL, so a usage error must be 3, UNKNOWN.
 */
#include "core/cli/commands/check.h"

#include <stdio.h>
#include <string.h>

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

/* ---- lists ---- */

/* Does the word, up to `length` bytes, mean this problem? */
static bool means(const char *word, size_t length, const struct problem *problem)
{
	const char *const names[] = { problem->name, problem->kind->word, rules_severity_word(problem->kind->severity),
		                      "any" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == length && !memcmp(names[i], word, length))
			return true;
	return false;
}

static bool in_list(const char *list, const struct problem *problem)
{
	for (size_t length; *list; list += length + (list[length] == ',')) {
		length = strcspn(list, ",");
		if (means(list, length, problem))
			return true;
	}
	return false;
}

/* A list with a word that means nothing would never raise an alarm. Returns that word, or NULL. */
static const char *wrong_word(struct arena *arena, const char *list)
{
	size_t count;
	const struct problem_kind *kinds = rules_problem_kinds(&count);
	const char *words = XF_SEVERITY_WORDS " any none";

	for (size_t i = 0; i < count; i++)
		if (kinds[i].severity != XF_HINT)
			words = arena_fmt(arena, "%s %s", words, kinds[i].word);
	for (size_t length; *list; list += length + (list[length] == ',')) {
		length = strcspn(list, ",");
		const char *word = arena_fmt(arena, "%.*s", (int)length, list);

		if (!parse_in(arena_fmt(arena, "%.*s", (int)strcspn(word, ":"), word), words))
			return word;
	}
	return NULL;
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
	if (crit && in_list(crit, problem))
		return CRITICAL;
	return in_list(warn ? warn : "warning", problem) ? WARNING : OK;
}

/* In a plugin's output, what follows a bar is performance data. */
static void put_text(const char *text)
{
	for (; *text; text++)
		putchar(*text == '|' ? '/' : *text);
}

static int print_line(const struct cli *cli, const struct report *report)
{
	static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
	const struct problem *problems;
	size_t count = rules_problems(report, &problems), problem_count = 0;
	enum state state = is_unknown(report, "present") || is_unknown(report, "mode") ? UNKNOWN : OK;
	const char *names = "";

	for (size_t i = 0; i < count; i++) {
		enum state one = state_of(cli, &problems[i]);

		problem_count += problems[i].kind->severity != XF_HINT;
		if (one == OK)
			continue;
		state = state == UNKNOWN || one > state ? one : state;
		names = arena_fmt(report->arena, "%s%s%s", names, *names ? ", " : "", problems[i].name);
	}
	printf("XENFACTS %s - ", words[state]);
	put_text(names);
	put_text(*names ? ": " : "");
	put_text(format_headline(report));
	printf(" | problems=%zu\n", problem_count);
	return (int)state;
}

/* A word of the lists that means nothing, or NULL. */
static const char *wrong_lists(const struct cli *cli, struct arena *arena)
{
	const char *warn = cli->option[XF_OPT_WARN], *crit = cli->option[XF_OPT_CRIT];
	const char *wrong = warn ? wrong_word(arena, warn) : NULL;

	return !wrong && crit ? wrong_word(arena, crit) : wrong;
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
	int code = probe_session_report(&session, &options);
	const char *wrong = code ? NULL : wrong_lists(cli, session.arena);

	if (code)
		code = command_check_failed(cli_failure_text(&sentence, &session.failure));
	else if (wrong)
		code = command_check_failed(arena_fmt(session.arena, "unknown problem %s; see `xenfacts list problems`",
		                                      wrong));
	else
		code = print_line(cli, &session.report);
	probe_session_close(&session);
	return cli_output_finish() ? UNKNOWN : code;
}
