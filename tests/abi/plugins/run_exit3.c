/* SPDX-License-Identifier: MIT */
/* Leaves with a status, through all exit handlers. */
#include <stdlib.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	exit(3);
}

PLUGIN_OF("run_exit3", look);
