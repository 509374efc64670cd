/* SPDX-License-Identifier: MIT */
/* Calls by number, as an old C library lacks their functions, and what stands in for them on an old kernel. */
#include "core/util/calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/util/linux.h"

#define MOST_DESCRIPTORS 65536u /* tried one by one where there is no /proc */

/* Closes what is listed, but for the listing itself, which goes last. False: there is no /proc. */
static bool close_listed(unsigned first, unsigned last)
{
	DIR *folder = opendir("/proc/self/fd");

	if (!folder)
		return false;
	for (struct dirent *entry; (entry = readdir(folder));) {
		char *end;
		unsigned long fd = strtoul(entry->d_name, &end, 10);

		if (end != entry->d_name && fd >= first && fd <= last && (int)fd != dirfd(folder))
			close((int)fd);
	}
	closedir(folder);
	return true;
}

void calls_close_range(unsigned first, unsigned last)
{
	struct rlimit most = { MOST_DESCRIPTORS, MOST_DESCRIPTORS };

	if (!syscall(SYS_close_range, first, last, 0) || close_listed(first, last))
		return;
	getrlimit(RLIMIT_NOFILE, &most);
	for (unsigned fd = first; fd <= last && fd < most.rlim_cur && fd < MOST_DESCRIPTORS; fd++)
		close((int)fd);
}

int calls_memory_file(const char *name)
{
	static const char *const folders[] = { "/dev/shm", "/run", "/tmp" };
	int fd = (int)syscall(SYS_memfd_create, name, XF_MFD_CLOEXEC);
	bool lacks = fd < 0 && (errno == ENOSYS || errno == EPERM); /* a filter may say EPERM */
	char path[32];

	for (size_t i = 0; lacks && fd < 0 && i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/xenfacts.XXXXXX", folders[i]);
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	return fd;
}

int calls_random(void *bytes, size_t size, bool wait)
{
	if (syscall(SYS_getrandom, bytes, size, wait ? 0 : XF_GRND_NONBLOCK) == (long)size)
		return 0;
	if (errno != ENOSYS)
		return -1;
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, size); /* up to 256 bytes come whole: random(4) */

	if (fd >= 0)
		close(fd);
	return got == (ssize_t)size ? 0 : -1;
}

int calls_rename_beside(int folder, const char *from, const char *to)
{
	return (int)syscall(SYS_renameat2, folder, from, folder, to, XF_RENAME_NOREPLACE);
}
