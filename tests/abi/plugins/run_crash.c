/* SPDX-License-Identifier: MIT */
/* Writes to where nothing is. */
#include <signal.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	raise(SIGSEGV);
}

PLUGIN_OF("run_crash", look);
