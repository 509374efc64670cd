/* SPDX-License-Identifier: MIT */
/* Whole transfers and whole files. read(2) and write(2) may transfer a part, or be interrupted before that. */
#include "core/util/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/util/calls.h"

int files_write_all(int file, const char *bytes, size_t size)
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

ssize_t files_read_all(int file, char *bytes, size_t size)
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

int files_status(int fd, struct stat *status)
{
	int failed = fstat(fd, status);

	return failed && errno == EBADF ? fstatat(fd, "", status, AT_EMPTY_PATH) : failed;
}

static int write_fresh(const struct file_replacement *replacement)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	/* A killed process may have left its file behind; two processes never write at once. */
	if (unlinkat(replacement->folder, replacement->fresh, 0) && errno != ENOENT)
		return -errno;
	int file = openat(replacement->folder, replacement->fresh, flags, replacement->mode);

	if (file < 0)
		return -errno;
	int error = replacement->fill(file, replacement->context);

	if (!error && fsync(file))
		error = -errno;
	if (close(file) && !error)
		error = -errno;
	return error;
}

/* Gives the fresh file its name, unless something has that. */
static int put_beside(const struct file_replacement *replacement)
{
	int folder = replacement->folder;
	const char *fresh = replacement->fresh, *name = replacement->name;

	if (!calls_rename_beside(folder, fresh, name))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* This file system or kernel cannot, but a second name is never given to two files. */
	return linkat(folder, fresh, folder, name, 0) || unlinkat(folder, fresh, 0) ? -errno : 0;
}

static int put_in_place(const struct file_replacement *replacement)
{
	int folder = replacement->folder;

	if (replacement->keep)
		return put_beside(replacement);
	return renameat(folder, replacement->fresh, folder, replacement->name) ? -errno : 0;
}

int files_replace(const struct file_replacement *replacement)
{
	int folder = replacement->folder, error = write_fresh(replacement);

	if (!error)
		error = put_in_place(replacement);
	if (error)
		unlinkat(folder, replacement->fresh, 0);
	else if (folder != AT_FDCWD)
		fsync(folder); /* some file systems cannot; the rename has happened all the same */
	return error;
}

int files_slurp(int fd, size_t cap, char **bytes, size_t *size)
{
	size_t room = 0;

	*bytes = NULL;
	*size = 0;
	for (;;) {
		if (*size == room) {
			room = room ? room * 2 : 4096;
			char *bigger = realloc(*bytes, room);

			if (!bigger)
				return -ENOMEM;
			*bytes = bigger;
		}
		ssize_t got = read(fd, *bytes + *size, room - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : 0;
		*size += (size_t)got;
		if (*size > cap)
			return -EFBIG;
	}
}

int files_slurp_file(const char *file, size_t cap, char **bytes, size_t *size)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status = { .st_mode = 0 };
	int error = fd < 0 || fstat(fd, &status) ? -errno : 0;

	*bytes = NULL;
	if (!error && !S_ISREG(status.st_mode))
		error = S_ISDIR(status.st_mode) ? -EISDIR : -ESPIPE;
	if (!error)
		error = files_slurp(fd, cap, bytes, size);
	if (fd >= 0)
		close(fd);
	return error;
}
