/* SPDX-License-Identifier: MIT */
/* Answers questions by exit status alone, for shell scripts and units. Silence is part of the interface. */
#include "core/cli/options.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/cli/errors.h"
#include "core/cli/session.h"
#include "core/util/parse.h"
#include "facts/rules/problem.h"
#include "facts/rules/rules.h"

static int run(const struct cli *cli);

const struct command command_is = {
	"is", "QUESTION...", "answer questions by exit status",
	"Prints nothing: exit status 0 means yes to all, 1 no to one, 3 unknown or\n"
	"conflicting evidence. A QUESTION, in upper or lower case, is one of\n"
	"  xen, dom0, domU\n"
	"  a mode: none, pv, hvm, hvm_pv_drivers, pvhvm, pvh\n"
	"  KEY=VALUE, such as network=emulated; KEY is mode, domain, platform, or a row\n"
	"  of the spectrum: disk, network, interrupts, timers, motherboard, privileged\n"
	"  problem=WORD or problem=WORD:SUBJECT; see `xenfacts list problems`\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "none pv hvm hvm_pv_drivers pvhvm pvh xen dom0 domU", 1, -1, run,
};

#define KEYS "mode domain disk network interrupts timers motherboard privileged platform problem"

/* One question: does the fact of that key, or a problem, have that value? */
struct question {
	char key[64];
	const char *value;
};

/* "pvhvm" is short for "mode=pvhvm". */
static void read_question(const struct command *command, const char *word, struct question *question)
{
	const char *equals = strchr(word, '='), *key = "mode";

	question->value = equals ? equals + 1 : word;
	if (!strcasecmp(word, "xen")) {
		key = "present";
		question->value = "true";
	} else if (!strcasecmp(word, "dom0") || !strcasecmp(word, "domU")) {
		key = "domain";
	} else if (!equals && !parse_in_any_case(word, command->words)) {
		key = "";
	}
	snprintf(question->key, sizeof(question->key), "%.*s", equals ? (int)(equals - word) : 63, equals ? word : key);
	for (char *at = question->key; *at; at++)
		*at = (char)tolower((unsigned char)*at);
}

/* ---- answers ---- */

static int answer(bool yes)
{
	return yes ? XF_EXIT_OK : XF_EXIT_NO;
}

static int ask_problem(const struct report *report, const char *value)
{
	static const int codes[] = { XF_EXIT_OK, XF_EXIT_NO, XF_EXIT_UNKNOWN };
	const struct problem *problems;
	size_t count = rules_problems(report, &problems);

	return codes[rules_has_problem(report, problems, count, value)];
}

/* The fact of a key, which may be the title of a row. */
static const struct fact *find(const struct report *report, const char *key)
{
	const struct fact *fact = facts_find(&report->facts, arena_fmt(report->arena, "spectrum.%s", key));

	return fact ? fact : facts_find(&report->facts, key);
}

/* Without Xen, plugins do not say what only a Xen guest has; then the answer is no. */
static int ask(const struct report *report, const struct question *question)
{
	const struct fact *fact = find(report, question->key);

	if (!strcmp(question->key, "problem"))
		return ask_problem(report, question->value);
	if (!fact && !strcmp(facts_verdict(&report->verdicts, "present")->value, "false"))
		return XF_EXIT_NO;
	if (!fact)
		return XF_EXIT_UNKNOWN;
	return fact->unknown ? XF_EXIT_UNKNOWN : answer(!strcasecmp(facts_text(report->arena, fact), question->value));
}

/* ---- mistakes ---- */

/* The words that a value may be; NULL: any. */
static const char *words_of(const struct session *session, const struct question *question)
{
	const struct xf_fact_def *row = cli_fact_def(session, arena_fmt(session->arena, "spectrum.%s", question->key));
	const struct xf_fact_def *def = row ? row : cli_fact_def(session, question->key);
	const char *words = "";
	size_t count;
	const struct problem_kind *kinds = rules_problem_kinds(&count);

	if (strcmp(question->key, "problem"))
		return def ? def->values : NULL;
	for (size_t i = 0; i < count; i++)
		if (kinds[i].severity != XF_HINT)
			words = arena_fmt(session->arena, "%s%s%s", words, *words ? " " : "", kinds[i].word);
	return words;
}

static int wrong(const struct cli *cli, const char *what, const char *word, const char *words)
{
	struct nearest nearest = { .word = word };

	nearest_offer_words(&nearest, words);
	return cli_fail_usage(cli->command, "unknown %s %s%s%s%s; it must be one of: %s", what, word,
	                      *nearest.best ? " (did you mean " : "", nearest.best, *nearest.best ? "?)" : "", words);
}

/* Is it a question that can be asked? Returns XF_EXIT_OK or XF_EXIT_USAGE. */
static int check(const struct cli *cli, const struct session *session, const char *word,
                 const struct question *question)
{
	const char *words = words_of(session, question);
	size_t length = strcspn(question->value, ":");

	if (!*question->key)
		return wrong(cli, "question", word, cli->command->words);
	if (strcmp(question->key, "present") && !parse_in(question->key, KEYS))
		return wrong(cli, "key", question->key, KEYS);
	if (words && !parse_in_any_case(arena_fmt(session->arena, "%.*s", (int)length, question->value), words))
		return wrong(cli, question->key, question->value, words);
	return XF_EXIT_OK;
}

/* No to one question is no to all; else what is unknown decides. */
static int ask_all(const struct cli *cli, const struct session *session)
{
	int all = XF_EXIT_OK;

	for (int i = 0; i < cli->count; i++) {
		struct question question;

		read_question(cli->command, cli->arguments[i], &question);
		if (check(cli, session, cli->arguments[i], &question))
			return XF_EXIT_USAGE;
		int one = ask(&session->report, &question);

		if (one == XF_EXIT_NO || all == XF_EXIT_OK)
			all = all == XF_EXIT_NO ? all : one;
	}
	return all;
}

static int run(const struct cli *cli)
{
	struct session session;
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK)
		code = ask_all(cli, &session);
	probe_session_close(&session);
	return code;
}
