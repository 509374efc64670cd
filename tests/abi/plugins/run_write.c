/* SPDX-License-Identifier: MIT */
/* Changes one file, makes another, and removes a third, in the folder of XF_TEST_FOLDER. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

/* Each name and how to open it. */
static void write_to(const char *name, int flags)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", getenv("XF_TEST_FOLDER"), name);
	int fd = open(path, flags | O_WRONLY, 0644);

	if (fd >= 0 && write(fd, "harm", 4) < 0)
		close(fd);
}

static void look(struct xf_probe *probe)
{
	char path[4096];

	write_to("changed", O_APPEND);
	write_to("made", O_CREAT);
	snprintf(path, sizeof(path), "%s/removed", getenv("XF_TEST_FOLDER"));
	unlinkat(AT_FDCWD, path, 0);
	xf_say_bool(probe, xf_read(probe, "/proc/cmdline"), true, "run_write.flag");
}

PLUGIN_OF("run_write", look);
