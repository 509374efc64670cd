/* SPDX-License-Identifier: MIT */
/*
 * Reads real files beneath a root folder. A captured tree's links are often absolute, and plain open(2) would follow
 * them out of the tree to the machine that we run on; openat2(2) with RESOLVE_IN_ROOT cannot leave it, and neither can
 * its substitute walk.c. The live machine needs no such root, only the refusal of procfs's magic links; and without
 * RESOLVE_IN_ROOT, a concurrent rename cannot make a ".." in a sysfs link fail with EAGAIN.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/machine/files.h"
#include "core/machine/machine-impl.h"
#include "core/util/linux.h"
#include "core/util/walk.h"
#include "core/util/files.h"

/* man 2 getdents; no header has it. */
struct linux_dirent64 {
	uint64_t d_ino;
	int64_t d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[];
};

#define OPEN_TRIES 32 /* openat2(2) asks for a retry if something was renamed meanwhile */

static int try_openat2(const struct machine_files *files, const char *path, int flags)
{
	struct xf_open_how how = { .flags = (uint64_t)flags | O_CLOEXEC, .resolve = XF_RESOLVE_NO_MAGICLINKS };
	int fd = -1;

	if (files->tree)
		how.resolve |= XF_RESOLVE_IN_ROOT;
	for (int tries = 0; tries < OPEN_TRIES; tries++) {
		fd = (int)syscall(SYS_openat2, files->fd, path, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return fd;
}

/* Is it the live machine, on a kernel without openat2(2)? Its paths are then used as they are. */
static bool has_plain_paths(const struct machine_files *files)
{
	return files->old && !files->tree;
}

/* Opens beneath the root. O_NONBLOCK: a FIFO in a tree must not wait for a writer. fd or -1. */
static int open_in(const struct machine_files *files, const char *path, int flags)
{
	if (!(flags & O_PATH))
		flags |= O_RDONLY | O_NONBLOCK | O_NOCTTY;
	if (!files->old)
		return try_openat2(files, path, flags);
	if (has_plain_paths(files))
		return openat(files->fd, path, flags | O_CLOEXEC);
	return walk_open(files->fd, path, flags, NULL); /* a captured link must never escape */
}

/* Names of a folder, as the kernel hands them out. readdir(3) costs four more calls for each folder, and 32 KB. */
struct names {
	int fd;
	long at, end;
	_Alignas(uint64_t) char bytes[8192]; /* from `at` to `end`; zeroing all of it would cost more than the calls */
};

static void names_of(struct names *names, int fd)
{
	names->fd = fd;
	names->at = names->end = 0;
}

/* The next name but . and ..; NULL at the end, and if it cannot be read, with errno set. */
static const char *next_name(struct names *names)
{
	for (;;) {
		if (names->at >= names->end) {
			names->at = 0;
			names->end = syscall(SYS_getdents64, names->fd, names->bytes, sizeof(names->bytes));
		}
		if (names->end <= 0) {
			errno = names->end ? errno : 0;
			return NULL;
		}
		const struct linux_dirent64 *entry = (const void *)(names->bytes + names->at);

		names->at += entry->d_reclen;
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			return entry->d_name;
	}
}

/* Is that folder there, and not empty? */
static bool has_entries(const struct machine_files *files, const char *path)
{
	int fd = open_in(files, path, O_DIRECTORY);
	struct names names;

	names_of(&names, fd);
	bool found = fd >= 0 && next_name(&names);

	if (fd >= 0)
		close(fd);
	return found;
}

/* Sets the answer to an error; a tree with nothing or little of a folder cannot say what is absent there. */
static void fail(struct machine_files *files, const char *path, int error, struct machine_answer *answer)
{
	char first[XF_PLACE_CAP] = "/";

	machine_answer_errno(answer, error);
	if (!files->tree || answer->outcome != XF_ABSENT)
		return;
	memcpy(first + 1, path + 1, strcspn(path + 1, "/"));
	if (!machine_captured_whole(&files->captured, path, machine_files_hold, files) ||
	    !has_entries(files, first))
		answer->outcome = XF_NOT_RECORDED;
}

/* Is it the running kernel's sysfs, in which links lead to sysfs only? */
static bool is_sysfs(const struct machine_files *files, const char *path)
{
	return !files->tree && !strncmp(path, "/sys/", strlen("/sys/"));
}

/*
 * Reads an attribute of sysfs. One read returns the whole of it (fs/kernfs/file.c, fs/sysfs/file.c), unless it fills a
 * page. 0, a positive errno, or EAGAIN: it is longer.
 */
static int read_attribute(int fd, struct arena *arena, struct machine_answer *answer)
{
	char page[4096];
	ssize_t size = pread(fd, page, sizeof(page), 0);

	if (size == (ssize_t)sizeof(page))
		return EAGAIN;
	if (size >= 0)
		machine_answer_bytes(answer, arena, page, (size_t)size);
	return size < 0 ? errno : 0;
}

/*
 * Reads a file whose size is known straight to where it stays. False, with nothing read yet as far as read(2) is
 * concerned: there was no memory, or the file has another size by now.
 */
static bool read_known(int fd, size_t size, struct arena *arena, struct machine_answer *answer)
{
	char *bytes = arena_alloc(arena, size + 2); /* one more is tried, which tells its end, and a NUL follows */
	size_t used = 0;

	for (ssize_t got = 1; bytes && got > 0 && size > used; used += got > 0 ? (size_t)got : 0)
		got = pread(fd, bytes + used, size + 1 - used, (off_t)used);
	if (used != size || !bytes)
		return false;
	*answer = (struct machine_answer){ .outcome = XF_SEEN, .data = bytes, .size = size };
	return true;
}

/* Reads an open file. 0 or a positive errno. */
static int read_open(int fd, size_t cap, struct arena *arena, struct machine_answer *answer)
{
	char *bytes = NULL;
	size_t size = 0;
	struct stat info;

	if (fstat(fd, &info))
		return errno;
	if (!S_ISREG(info.st_mode))
		return EISDIR;
	if (info.st_size > (off_t)cap)
		return EFBIG;
	if (info.st_size && read_known(fd, (size_t)info.st_size, arena, answer))
		return 0;
	int error = files_slurp(fd, cap, &bytes, &size);

	if (!error)
		machine_answer_bytes(answer, arena, bytes, size);
	free(bytes);
	return -error;
}

static void read_up_to(struct machine_files *files, size_t cap, struct arena *arena, const char *path,
                       struct machine_answer *answer)
{
	int fd = open_in(files, path, 0);
	int error = fd < 0 ? errno : is_sysfs(files, path) ? read_attribute(fd, arena, answer) : EAGAIN;

	if (fd >= 0 && error == EAGAIN)
		error = read_open(fd, cap, arena, answer);

	if (fd >= 0)
		close(fd);
	else if (error == ENXIO) /* a socket, or a device node with nothing behind it */
		error = EISDIR;
	if (error)
		fail(files, path, error, answer);
}

void machine_files_read(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	read_up_to(self, machine_cap_of(path), arena, path, answer);
}

void machine_files_read_log(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	read_up_to(self, XF_LOG_CAP, arena, path, answer);
}

/*
 * The target's length, or -1 with errno set; EINVAL: it is not a link. The folder is opened and the link read by its
 * name: not every kernel has descriptors of links (core/util/walk.c).
 */
static ssize_t read_link(const struct machine_files *files, const char *path, char target[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	char folder[XF_PLACE_CAP];

	if (is_sysfs(files, path) || has_plain_paths(files))
		return readlinkat(files->fd, path, target, PATH_MAX);
	errno = slash[1] ? ENAMETOOLONG : EINVAL;
	if (!slash[1] || (size_t)snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - path), path) >= sizeof(folder))
		return -1;
	int fd = open_in(files, folder, O_PATH | O_DIRECTORY);

	if (fd < 0)
		return -1;
	ssize_t size = readlinkat(fd, slash + 1, target, PATH_MAX);
	int error = errno;

	close(fd);
	errno = error;
	return size;
}

void machine_files_link(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct machine_files *files = self;
	char target[PATH_MAX];
	ssize_t size = read_link(files, path, target);

	if (size >= 0 && size < PATH_MAX)
		machine_answer_bytes(answer, arena, target, (size_t)size);
	else /* one that fills the buffer is too long to be real */
		fail(files, path, size < 0 && errno != EINVAL ? errno : EISDIR, answer);
}

/* The status of what is there, links followed. Without openat2(2), O_PATH may be unknown, too, and open a device. */
static int status_of(const struct machine_files *files, const char *path, struct stat *status)
{
	if (has_plain_paths(files))
		return fstatat(files->fd, path, status, 0) ? errno : 0;
	int fd = open_in(files, path, O_PATH);
	int error = fd < 0 || files_status(fd, status) ? errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

void machine_files_stat(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct machine_files *files = self;
	struct stat info = { 0 };
	int error = status_of(files, path, &info);

	if (error) {
		fail(files, path, error, answer);
		return;
	}
	const char *kind = S_ISREG(info.st_mode) ? "file" : S_ISDIR(info.st_mode) ? "directory" : "other";

	machine_answer_bytes(answer, arena, kind, strlen(kind));
}

/* Lists an open folder. 0 or a positive errno. */
static int list_open(int fd, struct arena *arena, struct machine_answer *answer)
{
	struct names found;
	char **names = NULL;
	size_t count = 0;

	names_of(&found, fd);
	for (const char *name; (name = next_name(&found));) {
		if (count == XF_LIST_CAP)
			return EFBIG;
		names = arena_grow(arena, names, count, sizeof(*names));
		if (!names)
			return ENOMEM;
		names[count++] = arena_dup(arena, name, strlen(name));
		if (!names[count - 1])
			return ENOMEM;
	}
	if (errno)
		return errno;
	machine_answer_names(answer, arena, names, count);
	return 0;
}

/* ENOTDIR also results from a path *through* a file; only a file at the path itself is malformed. */
static int why_no_folder(const struct machine_files *files, const char *path)
{
	int fd = open_in(files, path, O_PATH);

	if (fd < 0)
		return ENOTDIR;
	close(fd);
	return EISDIR;
}

void machine_files_list(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct machine_files *files = self;
	int fd = open_in(files, path, O_DIRECTORY);
	int error = fd < 0 ? errno : list_open(fd, arena, answer);

	if (fd >= 0)
		close(fd);
	else if (error == ENOTDIR)
		error = why_no_folder(files, path);
	if (error)
		fail(files, path, error, answer);
}

int machine_files_hold(void *self, const char *path)
{
	return open_in(self, path, O_PATH);
}

int machine_files_open(struct machine_files *files, const char *directory, bool tree)
{
	*files = (struct machine_files){ .tree = tree };
	files->fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (files->fd < 0)
		return -errno;
	int fd = try_openat2(files, "/", O_PATH);

	files->old = fd < 0 && (errno == ENOSYS || errno == EPERM);
	if (fd >= 0)
		close(fd);
	return 0;
}
