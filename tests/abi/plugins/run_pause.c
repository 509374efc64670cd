/* SPDX-License-Identifier: MIT */
/* Wants to sleep, which reading takes no call for. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	for (;;)
		pause();
}

PLUGIN_OF("run_pause", look);
