/* SPDX-License-Identifier: MIT */
/* Closes every descriptor and stays. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	for (;;)
		;
}

PLUGIN_OF("run_deaf", look);
