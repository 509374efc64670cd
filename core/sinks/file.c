/* SPDX-License-Identifier: MIT */
/*
 * Writes a report where a tool reads it. A reader sees the old content or the new, never a part: the new file is
 * written beside the target, made durable, given its owner and permissions, and then renamed over it. rename(2)
 * replaces a symbolic link itself, so turning the target into a link gains nothing; nor does a link on the way to it,
 * since none is followed, nor another folder in the place of its own, which strangers must not be able to move.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xenfacts/sink.h>

#include "core/util/arena.h"
#include "core/util/files.h"
#include "core/util/trust.h"

#define ANY_GROUP ((gid_t)-1) /* as fchown(2) takes it: a folder may impose its own group on its files */

enum { PATH_AT, MODE_AT, OWNER_AT, GROUP_AT, FOLDER_OWNER_AT };

static const struct xf_setting settings[] = {
	[PATH_AT] = { "path", XF_SETTING_PATH, NULL, NULL, "The file; its folder must exist." },
	[MODE_AT] = { "mode", XF_SETTING_MODE, NULL, "0644", "Its permissions." },
	[OWNER_AT] = { "owner", XF_SETTING_TEXT, NULL, NULL,
		       "Name of its owner; default: the user who runs the agent." },
	[GROUP_AT] = { "group", XF_SETTING_TEXT, NULL, NULL,
		       "Name of its group; default: what the system assigns." },
	[FOLDER_OWNER_AT] = { "folder_owner", XF_SETTING_TEXT, NULL, NULL,
			      "Name of a user who may own folders above it, as root may." },
	{ .key = NULL },
};

/* One file being written. */
struct writing {
	const struct xf_delivery *delivery;
	struct xf_receipt *receipt;
	const char *path;
	const char *name; /* after the last slash */
	char fresh[300];  /* name of the new file: hidden, with an ending that no tool reads */
	int folder;
	mode_t mode;
	uid_t owner;
	gid_t group;
};

static const char *advice_for(int error)
{
	switch (error) {
	case ENOENT:
		return "create its folder, or install the tool that reads it";
	case ENOSPC:
	case EDQUOT:
		return "free some space on the device; the old file is unchanged";
	case EROFS:
		return "name a writable path; under systemd, add its folder to ReadWritePaths=";
	case EACCES:
	case EPERM:
		return "run the agent as the folder's owner, or name another path";
	default:
		return "the old file is unchanged";
	}
}

static void succeed(struct writing *writing, enum xf_receipt_kind kind, const char *what)
{
	writing->receipt->kind = kind;
	snprintf(writing->receipt->sentence, sizeof(writing->receipt->sentence), "%s %.200s", what, writing->path);
}

static void fail(struct writing *writing, int error)
{
	writing->receipt->kind = XF_RETRY;
	snprintf(writing->receipt->sentence, sizeof(writing->receipt->sentence), "cannot write %.120s: %s; %s",
	         writing->path, strerror(error), advice_for(error));
}

/* ---- owner and group ---- */

/* Tells a name that nobody has from a directory service that is down, by errno as in getpwnam(3). */
static bool lacks(struct writing *writing, const char *kind, const char *name, const char *key)
{
	struct xf_receipt *receipt = writing->receipt;
	bool nobody = !errno || errno == ENOENT || errno == ESRCH || errno == EBADF || errno == EPERM;

	receipt->kind = nobody ? XF_REFUSED : XF_RETRY;
	if (nobody)
		snprintf(receipt->sentence, sizeof(receipt->sentence), "there is no %s %.64s here; correct `%s`", kind,
		         name, key);
	else
		snprintf(receipt->sentence, sizeof(receipt->sentence), "cannot look up the %s %.64s: %s", kind, name,
		         strerror(errno));
	return false;
}

static bool find_owner(struct writing *writing)
{
	const char *owner = writing->delivery->values[OWNER_AT], *group = writing->delivery->values[GROUP_AT];

	errno = 0;
	const struct passwd *user = owner ? getpwnam(owner) : NULL;

	if (owner && !user)
		return lacks(writing, "user", owner, "owner");
	writing->owner = user ? user->pw_uid : geteuid();
	errno = 0;
	const struct group *known = group ? getgrnam(group) : NULL;

	if (group && !known)
		return lacks(writing, "group", group, "group");
	writing->group = known ? known->gr_gid : ANY_GROUP;
	return true;
}

static bool belongs(const struct writing *writing, const struct stat *status)
{
	return status->st_uid == writing->owner &&
	       (writing->group == ANY_GROUP || status->st_gid == writing->group);
}

/* ---- is it already there? ---- */

static bool same_bytes(const struct writing *writing, int file)
{
	char bytes[4096];
	size_t done = 0;

	while (done < writing->delivery->length) {
		ssize_t got = read(file, bytes, sizeof(bytes));

		if (got <= 0 || (size_t)got > writing->delivery->length - done ||
		    memcmp(bytes, writing->delivery->bytes + done, (size_t)got) != 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static bool is_there(const struct writing *writing)
{
	int file = openat(writing->folder, writing->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	bool same = file >= 0 && !fstat(file, &status) && S_ISREG(status.st_mode) &&
	            (status.st_mode & 07777) == writing->mode && belongs(writing, &status) &&
	            (size_t)status.st_size == writing->delivery->length && same_bytes(writing, file);

	if (file >= 0)
		close(file);
	return same;
}

/* ---- writing ---- */

/* Changes nothing that is already right: a service may be denied the very system call (systemd's @chown). */
static int give(const struct writing *writing, int file)
{
	struct stat status;

	if (fstat(file, &status))
		return -errno;
	if (belongs(writing, &status))
		return 0;
	return fchown(file, writing->owner, writing->group) ? -errno : 0;
}

/* Permissions first: root without CAP_FOWNER, as in our unit, may not change those of another user's file. */
static int fill(int file, void *context)
{
	const struct writing *writing = context;
	int error = files_write_all(file, writing->delivery->bytes, writing->delivery->length);

	if (!error && fchmod(file, writing->mode))
		error = -errno;
	return error ? error : give(writing, file);
}

static void write_file(struct writing *writing)
{
	if (!find_owner(writing))
		return;
	if (is_there(writing)) {
		succeed(writing, XF_UNCHANGED, "unchanged in");
		return;
	}
	int error = files_replace(&(struct file_replacement){ .folder = writing->folder, .name = writing->name,
		.fresh = writing->fresh, .mode = 0600, .fill = fill, .context = writing });

	if (error)
		fail(writing, -error);
	else
		succeed(writing, XF_DELIVERED, "written to");
}

/* Looks up the user who may own folders only if that decides: a directory service may be slow, or down. */
static int open_folder(const struct writing *writing, struct arena *arena, const char *folder, const char **wrong)
{
	const char *name = writing->delivery->values[FOLDER_OWNER_AT];
	int fd = trust_open_folder(arena, folder, XF_NO_USER, wrong);
	const struct passwd *user = fd == -EPERM && name ? getpwnam(name) : NULL;

	return user ? trust_open_folder(arena, folder, user->pw_uid, wrong) : fd;
}

static void write_below(struct writing *writing, struct arena *arena)
{
	const char *slash = strrchr(writing->path, '/'), *wrong = NULL;
	size_t length = slash == writing->path ? 1 : (size_t)(slash - writing->path);
	const char *folder = arena_dup(arena, writing->path, length);

	writing->name = slash + 1;
	writing->folder = folder ? open_folder(writing, arena, folder, &wrong) : -ENOMEM;
	if (writing->folder == -EPERM) {
		writing->receipt->kind = XF_RETRY;
		snprintf(writing->receipt->sentence, sizeof(writing->receipt->sentence), "cannot write: %s", wrong);
	} else if (writing->folder < 0) {
		fail(writing, -writing->folder);
	} else {
		write_file(writing);
		close(writing->folder);
	}
}

static void deliver(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	struct writing writing = { .delivery = delivery, .receipt = receipt, .path = delivery->values[PATH_AT] };
	struct arena *arena = arena_new();

	writing.mode = (mode_t)strtoul(delivery->values[MODE_AT], NULL, 8);
	snprintf(writing.fresh, sizeof(writing.fresh), ".%.250s.new", strrchr(writing.path, '/') + 1);
	if (arena)
		write_below(&writing, arena);
	else
		fail(&writing, ENOMEM);
	arena_free(arena);
}

static const char *check(const struct xf_setting *table, const char *const *values)
{
	const char *path = values[PATH_AT], *name = path ? strrchr(path, '/') + 1 : "";

	(void)table;
	if (!path)
		return "it needs a path";
	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return "path must name a file, not a folder";
	return strlen(name) > 250 ? "path is too long" : NULL;
}

const struct xf_sink xenfacts_sink = {
	.abi = XF_SINK_ABI,
	.size = sizeof(struct xf_sink),
	.name = "file",
	.purpose = "Writes a report to a file, atomically.",
	.settings = settings,
	.check = check,
	.deliver = deliver,
};
