/* SPDX-License-Identifier: MIT */
/* Makes a process that would outlive its worker. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	if (fork() == 0)
		for (;;)
			pause();
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_fork.flag");
}

PLUGIN_OF("run_fork", look);
