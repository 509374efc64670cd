/* SPDX-License-Identifier: MIT */
/* Says what its table does not promise. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say_bool(probe, line, true, "run_key.undeclared");
	xf_say_bool(probe, line, true, "run_key.flag");
}

PLUGIN_OF("run_key", look);
