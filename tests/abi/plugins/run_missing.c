/* SPDX-License-Identifier: MIT */
/* Needs a function that nobody has, which only opening it shows. */
#include "tests/abi/plugins/plugin-of.h"

void run_missing_function(struct xf_probe *probe);

static void look(struct xf_probe *probe)
{
	run_missing_function(probe);
}

PLUGIN_OF("run_missing", look);
