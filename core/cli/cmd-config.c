/* SPDX-License-Identifier: MIT */
/* The agent's configuration: is it right, and what does it come to? */

#include "core/cli/options.h"

#include <string.h>

#include "core/cli/agent-setup.h"
#include "core/cli/errors.h"

static int run(const struct xf_cli *cli);

const struct xf_command xf_command_config = {
	"config", "check|show [PATH]", "check or show the agent's configuration",
	"check: prints nothing if all is right, else file, line, column and what is not.\n"
	"show: prints the whole effective configuration. PATH is a file or a folder.\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "check show", 1, 2, run
};


static int show(const struct xf_config *config)
{
	int error = xf_config_show(config, stdout);

	return error ? xf_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

static int run(const struct xf_cli *cli)
{
	const char *what = cli->arguments[0];
	struct xf_nearest nearest = { .word = what };
	struct xf_agent_setup setup;
	struct xf_config config;
	struct xf_mistake mistake;

	xf_nearest_offer_words(&nearest, cli->command->words);
	if (strcmp(what, "check") && strcmp(what, "show"))
		return xf_fail_word(cli->command, "word", &nearest);
	int code = xf_agent_setup(&setup, cli, cli->arguments[1]);

	if (code == XF_EXIT_OK) {
		int error = xf_config_load(&config, setup.arena, &setup.source, &mistake);

		code = error ? xf_fail_config(&mistake, error) : !strcmp(what, "show") ? show(&config) : XF_EXIT_OK;
	}
	xf_agent_setup_free(&setup);
	return code;
}
