/* SPDX-License-Identifier: MIT */
/* Kills the program that runs it. */
#include <signal.h>
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	kill(getppid(), SIGKILL);
}

PLUGIN_OF("run_kill", look);
