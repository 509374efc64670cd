/* SPDX-License-Identifier: MIT */
/* Asks for a gigabyte, bit by bit, and trusts that it gets it. */
#include <stdlib.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	for (unsigned i = 0; i < 1024; i++) {
		volatile char *bytes = malloc(1 << 20);

		bytes[0] = 1;
	}
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_memory.flag");
}

PLUGIN_OF("run_memory", look);
