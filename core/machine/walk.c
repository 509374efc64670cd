/* SPDX-License-Identifier: MIT */
/*
 * Path resolution by hand, for trees on kernels before 5.6 and under valgrind, which know no openat2(2). No
 * step follows a link: each is opened with O_NOFOLLOW, and a link's text is put into the path, which is then
 * walked anew from the root. What lies before a ".." is a folder and no link by then, so that cutting both
 * from the text is exact, and at the root there is nothing left to cut.
 */
#include "core/machine/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_LINKS 40    /* as the kernel's, include/linux/namei.h, MAXSYMLINKS */
#define MOST_STEPS 20000 /* a hostile link can make each walk long and each step begin a new one */

/* A walk: the path, which changes, and the component of it that is next. */
struct walk {
	char path[PATH_MAX];
	char *part;    /* begins here */
	size_t length; /* and is so long; 0 behind the last */
	int folder;    /* it lies in this one */
	int links, steps;
};

/* Goes to the component at or behind `from`. */
static void next_part(struct walk *walk, char *from)
{
	walk->part = from + strspn(from, "/");
	walk->length = strcspn(walk->part, "/");
}

static bool is_last(const struct walk *walk)
{
	const char *behind = walk->part + walk->length;

	return !behind[strspn(behind, "/")];
}

/* Puts `text` in the place of what is between `from` and the end of the part. 0 or -1 and errno. */
static int substitute(struct walk *walk, size_t from, const char *text)
{
	char path[PATH_MAX];
	const char *rest = walk->part + walk->length;

	rest += strspn(rest, "/");
	while (from && walk->path[from - 1] == '/')
		from--;
	int size = snprintf(path, sizeof(path), "%.*s/%s%s%s", (int)from, walk->path, text,
	                    *text && *rest ? "/" : "", rest);

	if (size >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(walk->path, path, (size_t)size + 1);
	return 0;
}

/* Takes a "." away, or a ".." and the folder before it. */
static int cut(struct walk *walk)
{
	size_t from = (size_t)(walk->part - walk->path);
	int fd = openat(walk->folder, ".", O_PATH | O_CLOEXEC);

	if (fd < 0)
		return -1; /* ENOTDIR: it comes behind a file */
	close(fd);
	if (walk->length == 1)
		return substitute(walk, from, "");
	while (from && walk->path[from - 1] == '/')
		from--;
	while (from && walk->path[from - 1] != '/')
		from--;
	return substitute(walk, from, "");
}

/* Puts the target of the link `fd` in its place. */
static int follow(struct walk *walk, int fd)
{
	char target[PATH_MAX];
	ssize_t size = readlinkat(fd, "", target, sizeof(target) - 1);

	if (size < 0)
		return -1;
	if (++walk->links > MOST_LINKS) {
		errno = ELOOP;
		return -1;
	}
	target[size] = '\0';
	return substitute(walk, *target == '/' ? 0 : (size_t)(walk->part - walk->path), target);
}

static int open_part(const struct walk *walk, int flags)
{
	char name[NAME_MAX + 1];

	if (walk->length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, walk->part, walk->length);
	name[walk->length] = '\0';
	return openat(walk->folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Makes another descriptor the folder that we are in. */
static void enter(struct walk *walk, int fd)
{
	close(walk->folder);
	walk->folder = fd;
}

/* One step. 1: go on; 0: the folder is what was asked for; -1 and errno; 2: begin again at the root. */
static int step(struct walk *walk, int flags)
{
	struct stat info;

	if (++walk->steps > MOST_STEPS) {
		errno = ELOOP;
		return -1;
	}
	if (walk->length <= 2 && !memcmp(walk->part, "..", walk->length))
		return cut(walk) ? -1 : 2;
	int fd = open_part(walk, O_PATH);

	if (fd < 0 || fstat(fd, &info)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (S_ISLNK(info.st_mode) && !(is_last(walk) && (flags & O_NOFOLLOW))) {
		int failed = follow(walk, fd), error = errno;

		close(fd);
		errno = error;
		return failed ? -1 : 2;
	}
	if (is_last(walk) && !(flags & O_PATH)) {
		close(fd);
		fd = open_part(walk, flags);
		if (fd < 0)
			return -1;
	}
	bool last = is_last(walk);

	enter(walk, fd);
	next_part(walk, walk->part + walk->length);
	return !last;
}

/* Walks from the root; what step() gave, but never 1. */
static int walk_once(struct walk *walk, int root, int flags)
{
	int more;

	next_part(walk, walk->path);
	more = walk->length != 0;
	walk->folder = openat(root, ".", (more ? O_PATH | O_DIRECTORY : flags) | O_CLOEXEC);
	if (walk->folder < 0)
		return -1;
	while (more == 1)
		more = step(walk, flags);
	if (more) {
		int error = errno;

		close(walk->folder);
		errno = error;
	}
	return more;
}

int machine_walk(int root, const char *path, int flags)
{
	struct walk walk = { .links = 0 };
	int more = 2;

	if (strlen(path) >= sizeof(walk.path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(walk.path, path, strlen(path) + 1);
	while (more == 2)
		more = walk_once(&walk, root, flags);
	return more ? -1 : walk.folder;
}
