/* SPDX-License-Identifier: MIT */
/* Closes every descriptor, the one of its message too. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
}

PLUGIN_OF("run_close", look);
