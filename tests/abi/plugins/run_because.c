/* SPDX-License-Identifier: MIT */
/* Says something without evidence. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	xf_say_bool(probe, NULL, true, "run_because.flag");
}

PLUGIN_OF("run_because", look);
