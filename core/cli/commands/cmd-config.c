/* SPDX-License-Identifier: MIT */
/* Checks and shows the agent's configuration. */

#include "core/cli/options.h"

#include <string.h>

#include "core/cli/agent-setup.h"
#include "core/cli/errors.h"

static int run(const struct cli *cli);

const struct command command_config = {
	"config", "check|show [PATH]", "check or show the agent's configuration",
	"check: prints nothing if all is well, else every mistake and its place.\n"
	"show: prints the whole effective configuration. PATH is a file or a folder.\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "check show", 1, 2, run
};

static void nothing(void)
{
}

static int show(const struct config *config)
{
	int error = config_show(config, stdout);

	return error ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

static int run(const struct cli *cli)
{
	const char *what = cli->arguments[0];
	struct nearest nearest = { .word = what };
	struct agent_setup setup;
	struct config config;
	struct config_mistakes mistakes;

	nearest_offer_words(&nearest, cli->command->words);
	if (strcmp(what, "check") && strcmp(what, "show"))
		return cli_fail_word(cli->command, "word", &nearest);
	int code = cli_agent_setup(&setup, cli, cli->arguments[1]);

	if (code == XF_EXIT_OK) {
		int error = config_load(&config, setup.arena, &setup.source, &mistakes);

		code = error ? cli_fail_config(&mistakes, error, nothing) :
			!strcmp(what, "show") ? show(&config) : XF_EXIT_OK;
	}
	cli_agent_setup_free(&setup);
	return code;
}
