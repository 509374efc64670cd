/* SPDX-License-Identifier: MIT */
/* Calls itself otherwise than its file. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
}

PLUGIN_OF("other", look);
