/* SPDX-License-Identifier: MIT */
/* Writes rubbish to every descriptor. */
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	static const char rubbish[] = "\1\2\3 this is no message of ours\n";

	for (int fd = 0; fd < 1024; fd++)
		if (write(fd, rubbish, sizeof(rubbish)) < 0)
			continue;
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_rubbish.flag");
}

PLUGIN_OF("run_rubbish", look);
