/* SPDX-License-Identifier: MIT */
/* Leaves in order, and takes its worker with it. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	_exit(0);
}

PLUGIN_OF("run_exit", look);
