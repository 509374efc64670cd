/* SPDX-License-Identifier: MIT */
/* Repeats one fact 120,000 times; each byte of its text is escaped as four. */
#include <string.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *both = xf_both(probe, xf_read(probe, "/proc/cmdline"), xf_stat(probe, "/proc/cmdline"));
	char text[65];

	memset(text, '\1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (unsigned i = 0; i < 120000; i++)
		xf_say(probe, both, text, "run_much.text");
}

PLUGIN_OF("run_much", look);
