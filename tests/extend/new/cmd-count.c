/* SPDX-License-Identifier: MIT */
/* How many facts are known, a number to compare two machines by. */
#include "core/cli/options.h"

#include <stdio.h>

#include "core/cli/session.h"

static int run(const struct cli *cli);

const struct command command_count = {
	"count", "", "print how many facts are known",
	"A fact that could not be learnt does not count.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 0, run
};

static int run(const struct cli *cli)
{
	struct session session;
	size_t known = 0;
	int code = cli_report(&session, cli, NULL);

	for (size_t i = 0; code == XF_EXIT_OK && i < session.report.facts.count; i++)
		known += !session.report.facts.list[i].unknown;
	if (code == XF_EXIT_OK)
		printf("%zu\n", known);
	probe_session_close(&session);
	return code;
}
