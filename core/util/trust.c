/* SPDX-License-Identifier: MIT */
/*
 * Who could change what root is about to act on. Judging the file alone is not enough: whoever may write a folder above
 * it can move it away and put another one there. So the whole path is walked, and what is opened is what was judged.
 */
#include "core/util/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/util/files.h"
#include "core/util/linux.h"
#include "core/util/walk.h"

/* A path being judged. */
struct judging {
	struct arena *arena;
	uid_t program;     /* owner of our own program */
	uid_t owner;       /* who else may own a component; XF_NO_USER: nobody */
	bool is_root;      /* are owners and permissions judged? */
	bool no_links;     /* are links refused, whoever owns them? */
	const char *part;  /* the component that was judged last */
	const char *wrong; /* why it is refused; NULL if it is not */
};

/* root's number if there is no /proc to ask. */
static uid_t owner_of_program(void)
{
	struct stat status;

	return stat("/proc/self/exe", &status) ? 0 : status.st_uid;
}

/* Others can put their own file into a folder, or write into a file; what they do with a device is no concern here. */
static bool is_open_to_others(const struct stat *status, bool last)
{
	bool folder = S_ISDIR(status->st_mode);

	if (!(status->st_mode & (S_IWGRP | S_IWOTH)) || !(folder || S_ISREG(status->st_mode)))
		return false;
	return !(folder && !last && (status->st_mode & S_ISVTX));
}

static const char *judge_owner(const struct judging *judging, const char *part, const struct stat *status, bool last)
{
	uid_t owner = status->st_uid;

	if (owner != 0 && owner != judging->program && (judging->owner == XF_NO_USER || owner != judging->owner))
		return arena_fmt(judging->arena, "%s does not belong to root, and root acts on it; run `chown root %s`",
		                 part, part);
	if (is_open_to_others(status, last))
		return arena_fmt(judging->arena, "users other than its owner may write %s, and root acts on it; %s"
		                 "run `chmod go-w %s`", part, status->st_mode & S_ISVTX ? "use another, or " : "",
		                 part);
	return NULL;
}

/*
 * Is the root of this user namespace an ordinary user outside of it, and alone in it, as after `unshare -r`? It has no
 * rights but that user's, and everything of the real root's seems to belong to nobody (user_namespaces(7)).
 */
static bool is_root_by_name_only(void)
{
	char map[100] = ""; /* "0 1000 1": the first user inside, the same one outside, and how many follow */
	unsigned long part[3];
	char *at = map;
	int file = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
	ssize_t size = file < 0 ? 0 : files_read_all(file, map, sizeof(map) - 1);

	if (file >= 0)
		close(file);
	for (size_t i = 0; i < 3; i++)
		part[i] = strtoul(at, &at, 10); /* 0 where there is none */
	return size > 0 && strchr(map, '\n') == map + size - 1 && part[1] != 0 && part[2] == 1;
}

static const char *judge_root(const struct judging *judging, const char *part, const struct stat *status, bool last)
{
	const char *wrong = judge_owner(judging, part, status, last);

	return wrong && is_root_by_name_only() ? NULL : wrong; /* asked only then: it costs three calls */
}

static int judge(void *context, const char *path, size_t length, const struct stat *status, bool last)
{
	struct judging *judging = context;
	const char *part = arena_dup(judging->arena, path, length);

	judging->part = part;
	if (!part) {
		errno = ENOMEM;
		return -1;
	}
	if (judging->no_links && S_ISLNK(status->st_mode))
		judging->wrong = arena_fmt(judging->arena, "%s is a symbolic link; name the folder that it leads to",
		                           part);
	else if (judging->is_root)
		judging->wrong = judge_root(judging, part, status, last);
	errno = EPERM;
	return judging->wrong ? -1 : 0;
}

static const char *absolute(struct arena *arena, const char *path)
{
	char here[PATH_MAX];

	if (*path == '/')
		return path;
	errno = ENOENT; /* of an empty path, as from open(2) */
	return *path && getcwd(here, sizeof(here)) ? arena_fmt(arena, "%s/%s", here, path) : NULL;
}

/* Opens without following links, judging every component. A descriptor, or -1 and errno. */
static int open_judged(struct judging *judging, int root, const char *path, int flags)
{
	struct walk_judge judges = { judge, judging };
	struct stat status;

	if (!path || files_status(root, &status) || judge(judging, "/", 1, &status, false))
		return -1;
	int fd = walk_open(root, path, flags, &judges);

	/* The walk judged the last component before it opened it; what it opened then counts. */
	if (fd < 0 || (!files_status(fd, &status) &&
	               !judge(judging, judging->part, strlen(judging->part), &status, true)))
		return fd;
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

static int open_path(struct judging *judging, const char *path, int flags)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = root < 0 ? -1 : open_judged(judging, root, absolute(judging->arena, path), flags);
	int error = errno;

	if (root >= 0)
		close(root);
	errno = error;
	return fd;
}

/* The descriptor; or -errno, and a sentence. */
static int end(const struct judging *judging, int fd, const char **wrong)
{
	int error = errno;

	if (fd >= 0)
		return fd;
	*wrong = judging->wrong ? judging->wrong : arena_fmt(judging->arena, "cannot open it: %s", strerror(error));
	if (!*wrong)
		*wrong = "not enough memory";
	return -error;
}

int trust_open(struct arena *arena, const char *path, int flags, const char **wrong)
{
	struct judging judging = { .arena = arena, .program = owner_of_program(), .owner = XF_NO_USER,
		.is_root = geteuid() == 0 };

	flags |= O_CLOEXEC;
	return end(&judging, judging.is_root ? open_path(&judging, path, flags) : open(path, flags), wrong);
}

int trust_open_in(struct arena *arena, int folder, const char *path, int flags, const char **wrong)
{
	const char *slash = strrchr(path, '/');
	int fd = slash ? openat(folder, slash + 1, flags | O_NOFOLLOW | O_CLOEXEC) : -1;
	struct stat status;

	if (fd >= 0 && (geteuid() ||
	                (!files_status(fd, &status) && !status.st_uid && !is_open_to_others(&status, true))))
		return fd;
	if (fd >= 0)
		close(fd);
	return trust_open(arena, path, flags, wrong); /* a link leads elsewhere; and a refusal is worded there */
}

int trust_open_folder(struct arena *arena, const char *path, uid_t owner, const char **wrong)
{
	struct judging judging = { .arena = arena, .program = owner_of_program(), .owner = owner,
		.is_root = geteuid() == 0, .no_links = true };

	return end(&judging, open_path(&judging, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), wrong);
}

/* Has a user capabilities that no parent handed down? Those of a file clear the ambient ones (capabilities(7)). */
static bool has_capabilities_of_file(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct sets[2] = { { 0, 0, 0 } };

	if (syscall(SYS_capget, &header, sets))
		return true; /* a filter that hides them: believe AT_SECURE */
	for (unsigned long i = 0; i < 64; i++)
		if (sets[i / 32].permitted >> i % 32 & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) != 1)
			return true;
	return false;
}

bool trust_is_raised(void)
{
	if (!getauxval(AT_SECURE))
		return false;
	return getuid() != geteuid() || getgid() != getegid() || (getuid() && has_capabilities_of_file());
}
