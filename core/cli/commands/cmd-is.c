/* SPDX-License-Identifier: MIT */
/* Answers one question by exit status alone, for shell scripts and units. Silence is part of the interface. */

#include "core/cli/options.h"

#include <string.h>

#include "core/cli/errors.h"
#include "core/cli/session.h"
#include "core/util/parse.h"

static int run(const struct cli *cli);

const struct command command_is = {
	"is", "MODE|xen|dom0|domU", "answer one question by exit status",
	"Prints nothing: exit status 0 means yes, 1 no, 3 unknown or conflicting\n"
	"evidence. MODE is none, pv, hvm, hvm_pv_drivers, pvhvm or pvh.\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "none pv hvm hvm_pv_drivers pvhvm pvh xen dom0 domU", 1, 1, run
};

static int answer(bool yes)
{
	return yes ? XF_EXIT_OK : XF_EXIT_NO;
}

static int ask_presence(const struct report *report)
{
	const struct fact *present = facts_find(&report->facts, "present");

	return !present || present->unknown ? XF_EXIT_UNKNOWN : answer(present->truth);
}

static int ask_verdict(const struct report *report, const char *key, const char *word)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);

	if (!verdict || !strcmp(verdict->value, "unknown") || !strcmp(verdict->value, "conflict"))
		return XF_EXIT_UNKNOWN;
	return answer(!strcmp(verdict->value, word));
}

static int ask(const struct report *report, const char *word)
{
	if (!strcmp(word, "xen"))
		return ask_presence(report);
	return ask_verdict(report, parse_in(word, "dom0 domU") ? "domain" : "mode", word);
}

static int run(const struct cli *cli)
{
	const char *word = cli->arguments[0];

	if (!parse_in(word, cli->command->words)) {
		struct nearest nearest = { .word = word };

		nearest_offer_words(&nearest, cli->command->words);
		return cli_fail_usage(cli->command, "unknown question %s%s%s%s; it must be one of: %s", word,
		                      *nearest.best ? " (did you mean " : "", nearest.best,
		                      *nearest.best ? "?)" : "", cli->command->words);
	}
	struct session session;
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK)
		code = ask(&session.report, word);
	probe_session_close(&session);
	return code;
}
