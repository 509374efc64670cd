/* SPDX-License-Identifier: MIT */
/*
 * Path resolution by hand: for trees on kernels before 5.6 and under valgrind, which lack openat2(2), and where each
 * component must be judged (core/util/trust.c). No step follows a link: each is opened with O_NOFOLLOW, and a link's
 * text is substituted into the path, which is then walked again from the root. What precedes a ".." is a folder and not
 * a link by then, so cutting both from the text is exact, and at the root there is nothing to cut.
 *
 * Linux before 2.6.39 ignores O_PATH: it opens for reading, which needs the right to read, and refuses a link with
 * ELOOP. A link's status and text are then read by its name.
 */
#include "core/util/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/util/files.h"

#define MOST_LINKS 40    /* the kernel's own limit, include/linux/namei.h, MAXSYMLINKS */
#define MOST_STEPS 20000 /* hostile links can make each walk long and each step start a new one */

/* A walk: the path, which changes, and its next component. */
struct walk {
	char path[PATH_MAX];
	char *part;    /* start of that component */
	size_t length; /* its length; 0 after the last */
	int folder;    /* the folder it is in */
	int links, steps;
	const struct walk_judge *judge; /* or NULL */
};

/* Advances to the component at or after `from`. */
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

/* Replaces the text from `from` to the end of the component with `text`. 0 or -1 and errno. */
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

/* Removes a ".", or a ".." and the folder before it. */
static int cut(struct walk *walk)
{
	size_t from = (size_t)(walk->part - walk->path);
	int fd = openat(walk->folder, ".", O_PATH | O_CLOEXEC);

	if (fd < 0)
		return -1; /* ENOTDIR: the ".." follows a file */
	close(fd);
	if (walk->length == 1)
		return substitute(walk, from, "");
	while (from && walk->path[from - 1] == '/')
		from--;
	while (from && walk->path[from - 1] != '/')
		from--;
	return substitute(walk, from, "");
}

static int copy_name(const struct walk *walk, char name[NAME_MAX + 1])
{
	if (walk->length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, walk->part, walk->length);
	name[walk->length] = '\0';
	return 0;
}

/*
 * Opens a component, not what it links to, and gets its status. 0 or -1 and errno; a link that cannot be opened
 * (Linux before 2.6.39) has no descriptor, -1. O_NONBLOCK and O_NOCTTY are for the same kernels, which open FIFOs and
 * terminals; later ones ignore both beside O_PATH.
 */
static int hold(const struct walk *walk, const char *name, int *fd, struct stat *status)
{
	*fd = openat(walk->folder, name, O_PATH | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd >= 0)
		return files_status(*fd, status);
	if (errno != ELOOP || fstatat(walk->folder, name, status, AT_SYMLINK_NOFOLLOW))
		return -1;
	errno = ELOOP; /* it was a link, and is something else by now */
	return S_ISLNK(status->st_mode) ? 0 : -1;
}

/*
 * Replaces a link with its target: `name` in `folder`, or "" and the link's descriptor. By name, another link may have
 * taken its place since it was judged; but only a user who may rename it can do that, and the judge refuses folders in
 * which others may, but for those with the sticky bit, where only its owner may.
 */
static int follow(struct walk *walk, int folder, const char *name)
{
	char target[PATH_MAX];
	ssize_t size = readlinkat(folder, name, target, sizeof(target) - 1);

	if (size < 0)
		return -1;
	if (++walk->links > MOST_LINKS) {
		errno = ELOOP;
		return -1;
	}
	target[size] = '\0';
	return substitute(walk, *target == '/' ? 0 : (size_t)(walk->part - walk->path), target);
}

/* Makes another descriptor the current folder. */
static void enter(struct walk *walk, int fd)
{
	close(walk->folder);
	walk->folder = fd;
}

/* What the caller says about the component that `status` describes. 0 or -1 and errno. */
static int ask(const struct walk *walk, const struct stat *status)
{
	size_t length = (size_t)(walk->part - walk->path) + walk->length;

	if (!walk->judge)
		return 0;
	return walk->judge->judge(walk->judge->context, walk->path, length, status, is_last(walk));
}

static int close_failed(int fd)
{
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

/* What the walk gets for its last component, which is held as `fd`. A descriptor, or -1 and errno. */
static int finish(const struct walk *walk, const char *name, int fd, int flags, const struct stat *status)
{
	errno = fd < 0 ? ELOOP : ENOTDIR;
	if (fd < 0 || ((flags & O_DIRECTORY) && !S_ISDIR(status->st_mode)))
		return close_failed(fd);
	if (flags & O_PATH)
		return fd;
	close(fd);
	return openat(walk->folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* One step. 1: continue; 0: the folder is the result; -1 and errno; 2: start again at the root. */
static int step(struct walk *walk, int flags)
{
	char name[NAME_MAX + 1];
	struct stat status;
	bool last = is_last(walk);
	int fd;

	if (++walk->steps > MOST_STEPS) {
		errno = ELOOP;
		return -1;
	}
	if (walk->length <= 2 && !memcmp(walk->part, "..", walk->length))
		return cut(walk) ? -1 : 2;
	if (copy_name(walk, name))
		return -1;
	if (hold(walk, name, &fd, &status) || ask(walk, &status))
		return close_failed(fd);
	if (S_ISLNK(status.st_mode) && !(last && (flags & O_NOFOLLOW))) {
		if (fd < 0 ? follow(walk, walk->folder, name) : follow(walk, fd, ""))
			return close_failed(fd);
		if (fd >= 0)
			close(fd);
		return 2;
	}
	if (last)
		fd = finish(walk, name, fd, flags, &status);
	if (fd < 0)
		return -1;
	enter(walk, fd);
	next_part(walk, walk->part + walk->length);
	return !last;
}

/* Walks from the root; returns what step() did, but never 1. */
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

int walk_open(int root, const char *path, int flags, const struct walk_judge *judge)
{
	struct walk walk = { .judge = judge };
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
