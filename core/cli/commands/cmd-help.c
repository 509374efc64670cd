/* SPDX-License-Identifier: MIT */
/* Help as a word, for those who type it before they know about options. */
#include "core/cli/help.h"
#include "core/cli/options.h"

#include <string.h>

#include "core/cli/errors.h"

static int run(const struct cli *cli);

const struct command command_help = {
	"help", "[COMMAND]", "print help about a command, or about all", "The same as --help.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 1, run,
};

static int run(const struct cli *cli)
{
	struct nearest nearest = { .word = cli->count ? cli->arguments[0] : "" };

	if (!cli->count)
		cli_help(cli->program, cli->program->none);
	for (const struct command *const *at = cli->program->commands; cli->count && *at; at++) {
		if (!strcmp((*at)->name, nearest.word)) {
			cli_help(cli->program, *at);
			return XF_EXIT_OK;
		}
		nearest_offer(&nearest, (*at)->name);
	}
	return cli->count ? cli_fail_word(cli->command, "command", &nearest) : XF_EXIT_OK;
}
