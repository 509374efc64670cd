/* SPDX-License-Identifier: MIT */
/* Says more than a message may hold. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	for (unsigned i = 0; i < 400000; i++)
		xf_say_bool(probe, line, true, "run_talk.flag");
}

PLUGIN_OF("run_talk", look);
