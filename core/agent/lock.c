/* SPDX-License-Identifier: MIT */
/* Uses fcntl(2) locks: a flock(2) lock would survive in a child that briefly outlives a killed agent. */
#include "core/agent/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int agent_lock_take(const char *folder, pid_t *holder)
{
	struct flock wanted = { .l_type = F_WRLCK, .l_whence = SEEK_SET }, found = wanted;
	char path[4096];

	snprintf(path, sizeof(path), "%s/agent.lock", folder);
	int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (file < 0)
		return -errno;
	if (!fcntl(file, F_SETLK, &wanted))
		return file;
	int error = errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;

	*holder = !fcntl(file, F_GETLK, &found) && found.l_type != F_UNLCK ? found.l_pid : 0;
	close(file);
	return error;
}
