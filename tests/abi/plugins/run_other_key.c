/* SPDX-License-Identifier: MIT */
/* Says another plugin's fact, and a verdict. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, "stolen", "z_good.text");
	xf_say(probe, line, "pvh", "mode");
}

PLUGIN_OF("run_other_key", look);
