/* SPDX-License-Identifier: MIT */
/* Reads from where nothing is, as a mistaken plugin does. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const volatile char *volatile nowhere = NULL;

	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), *nowhere, "run_null.flag");
}

PLUGIN_OF("run_null", look);
