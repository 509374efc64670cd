/* SPDX-License-Identifier: MIT */
/* Recurses until the stack is used up. */
#include "tests/abi/plugins/plugin-of.h"

static unsigned deeper(volatile unsigned depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return depth == ~0u ? 0 : deeper(depth + 1) + (unsigned char)room[0];
}

static void look(struct xf_probe *probe)
{
	xf_say_count(probe, xf_read(probe, "/proc/cmdline"), deeper(0), "run_recurse.count");
}

PLUGIN_OF("run_recurse", look);
