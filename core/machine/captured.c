/* SPDX-License-Identifier: MIT */
/*
 * A report often shows a few files of /sys or /proc, and a tree that is made of them says nothing about the rest of
 * that folder: with /sys/hypervisor alone, a PVHVM guest's missing DMI would make it PVH. So a folder counts as whole
 * only if it holds names that every Linux has there. That is found out when it matters, in the worker, since a tree
 * may lie on a file system that hangs.
 */
#include "core/machine/captured.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct folder {
	const char *path;
	int enough; /* of the names */
	const char *names[9];
} folders[] = {
	/* fs/proc; `modules` only with CONFIG_MODULES */
	{ "/proc", 3,
	  { "cmdline", "cpuinfo", "devices", "filesystems", "interrupts", "meminfo", "modules", "version" } },
	/* drivers/base/init.c, driver_init; block/genhd.c; kernel/params.c */
	{ "/sys", 3, { "block", "bus", "class", "devices", "firmware", "kernel", "module" } },
	/* drivers/base/platform.c, platform_bus_init */
	{ "/sys/bus", 1, { "platform" } },
	/* block/genhd.c, genhd_device_init (Linux 2.6.26); net/core/net-sysfs.c, netdev_kobject_init; drivers/char */
	{ "/sys/class", 2, { "block", "mem", "misc", "net", "tty" } },
	/* drivers/base/bus.c, buses_init; drivers/base/platform.c; drivers/base/core.c, virtual_device_parent */
	{ "/sys/devices", 2, { "platform", "system", "virtual" } },
};

#define FOLDERS (sizeof(folders) / sizeof(folders[0]))

static bool is_whole(const struct folder *folder, int (*hold)(void *self, const char *path), void *self)
{
	char path[64];
	int found = 0;

	for (const char *const *name = folder->names; *name && found < folder->enough; name++) {
		snprintf(path, sizeof(path), "%s/%s", folder->path, *name);
		int fd = hold(self, path);

		if (fd < 0)
			continue;
		close(fd);
		found++;
	}
	return found >= folder->enough;
}

bool machine_captured_whole(struct captured *captured, const char *path, int (*hold)(void *self, const char *path),
                            void *self)
{
	for (size_t i = 0; i < FOLDERS; i++) {
		size_t length = strlen(folders[i].path);

		if (strncmp(path, folders[i].path, length) != 0 || path[length] != '/')
			continue;
		if (!(captured->asked & 1u << i) && is_whole(&folders[i], hold, self))
			captured->whole |= 1u << i;
		captured->asked |= 1u << i;
		if (!(captured->whole & 1u << i))
			return false;
	}
	return true;
}
