/* SPDX-License-Identifier: MIT */
/* Makes a key of a device's name without xf_key. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_hostile_key.many.%s", "a b=\n\x1b[2J");
}

PLUGIN_OF("run_hostile_key", look);
