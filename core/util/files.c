/* SPDX-License-Identifier: MIT */
/* Loops around read(2) and write(2), which may do a part, or be interrupted before any. */
#include "core/util/files.h"

#include <errno.h>
#include <unistd.h>

int xf_write_all(int file, const char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(file, bytes, size);

		if (done < 0 && errno != EINTR)
			return -errno;
		bytes += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
	return 0;
}

ssize_t xf_read_all(int file, char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(file, bytes + done, size - done);

		if (got < 0 && errno != EINTR)
			return -errno;
		if (got == 0)
			break;
		done += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)done;
}
