/* SPDX-License-Identifier: MIT */
/* Speaks bytes that disturb terminals and parsers. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, "\x1b[2J\xff\n\"}", "run_hostile.text");
	xf_say_item(probe, line, "\xe2\x80\xae" "a\nb", "run_hostile.list");
	xf_say_bool(probe, line, true, "run_hostile.many.%s", xf_key(probe, "A=\n\xff"));
}

PLUGIN_OF("run_hostile", look);
