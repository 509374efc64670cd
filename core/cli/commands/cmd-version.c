/* SPDX-License-Identifier: MIT */
/* The version as a word. */
#include "core/cli/options.h"

#include <stdio.h>

static int run(const struct cli *cli);

const struct command command_version = {
	"version", "", "print the version", "The same as --version.\n", XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 0, run,
};

static int run(const struct cli *cli)
{
	(void)cli;
	puts("xenfacts " XF_VERSION);
	return XF_EXIT_OK;
}
