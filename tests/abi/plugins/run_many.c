/* SPDX-License-Identifier: MIT */
/* Says ten thousand facts. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	for (unsigned i = 0; i < 10000; i++)
		xf_say_bool(probe, line, true, "run_many.many.n%u", i);
}

PLUGIN_OF("run_many", look);
