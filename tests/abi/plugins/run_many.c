/* SPDX-License-Identifier: MIT */
/* Says 140,000 facts, more than a plugin may. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	for (unsigned i = 0; i < 140000; i++)
		xf_say_bool(probe, line, true, "run_many.many.n%u", i);
}

PLUGIN_OF("run_many", look);
