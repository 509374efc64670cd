/* SPDX-License-Identifier: MIT */
/* Prints, as someone who debugs does. */
#include <stdio.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	puts("run_print was here");
	fputs("and here\n", stderr);
	fflush(stdout);
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_print.flag");
}

PLUGIN_OF("run_print", look);
