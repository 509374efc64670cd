/* SPDX-License-Identifier: MIT */
/* Says a fact of another type than promised. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	xf_say(probe, xf_read(probe, "/proc/cmdline"), "12", "run_type.count");
}

PLUGIN_OF("run_type", look);
