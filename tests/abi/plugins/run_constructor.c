/* SPDX-License-Identifier: MIT */
/* Leaves a file behind as soon as it is opened, if it can. */
#include <fcntl.h>

#include "tests/abi/plugins/plugin-of.h"

__attribute__((constructor)) static void run(void)
{
	creat("run_constructor-ran", 0644);
}

static void look(struct xf_probe *probe)
{
	(void)probe;
}

PLUGIN_OF("run_constructor", look);
