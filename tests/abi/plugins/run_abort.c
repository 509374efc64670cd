/* SPDX-License-Identifier: MIT */
/* Aborts, as a failed assertion does. */
#include <stdlib.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	abort();
}

PLUGIN_OF("run_abort", look);
