/* SPDX-License-Identifier: MIT */
/* Hangs, awake. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	for (volatile unsigned turn = 0;; turn++)
		(void)probe;
}

PLUGIN_OF("run_loop", look);
