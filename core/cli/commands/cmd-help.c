/* SPDX-License-Identifier: MIT */
/* Help as a word, for those who type it before they know about options. */
#include "core/cli/help.h"
#include "core/cli/options.h"

static int run(const struct cli *cli);

const struct command command_help = {
	"help", "[COMMAND]", "print help about a command, or about all", "The same as --help.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 1, run,
};

static int run(const struct cli *cli)
{
	const struct command *command = cli->program->none;

	if (cli->count)
		command = cli_find_command(cli->program, cli->arguments[0]);
	if (command)
		cli_help(cli->program, command);
	return command ? XF_EXIT_OK : XF_EXIT_USAGE;
}
