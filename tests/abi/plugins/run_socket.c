/* SPDX-License-Identifier: MIT */
/* Calls home, which the system call filter must end. */
#include <sys/socket.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), fd >= 0, "run_socket.flag");
}

PLUGIN_OF("run_socket", look);
