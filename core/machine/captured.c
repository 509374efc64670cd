/* SPDX-License-Identifier: MIT */
/*
 * A report often shows a few files of /sys or /proc, and a tree that is made of them says nothing about the rest of
 * that folder: with /sys/hypervisor alone, a PVHVM guest's missing DMI would make it PVH. So a folder counts as whole
 * only if it holds names that every Linux has there.
 */
#include "core/machine/captured.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct folder {
	const char *path;
	int enough; /* of the names */
	const char *names[9];
} folders[] = {
	/* fs/proc, kernel/module: each is there, whatever the kernel's configuration, but for modules. */
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

static bool is_whole(int fd, const struct folder *folder)
{
	struct stat status;
	int found = 0;

	for (const char *const *name = folder->names; *name && found < folder->enough; name++)
		found += !fstatat(fd, *name, &status, AT_SYMLINK_NOFOLLOW);
	return found >= folder->enough;
}

unsigned machine_captured_folders(int (*hold)(void *self, const char *path), void *self)
{
	unsigned whole = 0;

	for (size_t i = 0; i < FOLDERS; i++) {
		int fd = hold(self, folders[i].path);

		if (fd < 0)
			continue;
		whole |= is_whole(fd, &folders[i]) ? 1u << i : 0;
		close(fd);
	}
	return whole;
}

bool machine_captured_whole(unsigned whole, const char *path)
{
	for (size_t i = 0; i < FOLDERS; i++) {
		size_t length = strlen(folders[i].path);

		if (!strncmp(path, folders[i].path, length) && path[length] == '/' && !(whole & 1u << i))
			return false;
	}
	return true;
}
