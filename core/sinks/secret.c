/* SPDX-License-Identifier: MIT */
/*
 * Reading a secret: the file is opened first and judged by its descriptor, so it cannot be exchanged in between.
 *
 * systemd gives a credential to a service that is not root either by ownership or by an access control list; of a
 * file with a list, stat(2) shows the list's mask in the place of the group (acl(5)), 0440 for a file that the group
 * cannot read. So within $CREDENTIALS_DIRECTORY, which only systemd fills, the group's read bit says nothing.
 */
#include "core/sinks/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TELLING 8u /* bytes of a secret in a row that already tell too much */

const char *sink_secret_path(const char *name, char path[PATH_MAX])
{
	const char *folder = secure_getenv("CREDENTIALS_DIRECTORY");
	int length;

	if (*name != '/' && (!folder || *folder != '/'))
		return "is a credential's name, and none were given; use LoadCredential=, or an absolute path";
	length = *name == '/' ? snprintf(path, PATH_MAX, "%s", name) : snprintf(path, PATH_MAX, "%s/%s", folder, name);
	return length >= PATH_MAX ? "is too long a path" : NULL;
}

static const char *why_closed(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "is not there";
	case ELOOP:
		return "is a symbolic link; name the file itself";
	case EACCES:
		return "may not be read by this user";
	default:
		return "cannot be opened";
	}
}

/* Is the open file fit to hold a secret? NULL, or why not. */
static const char *judge(int fd, bool credential)
{
	struct stat file;

	if (fstat(fd, &file) || !S_ISREG(file.st_mode))
		return "is not a regular file";
	if (file.st_uid && file.st_uid != geteuid())
		return "belongs to another user; chown it to root or to the user that runs this";
	if (file.st_mode & (credential ? 037 : 077))
		return "may be used by others than its owner; chmod 0600 it, and change the secret";
	return file.st_size > SECRET_CAP ? "is larger than 64 KiB" : NULL;
}

/* Reads to the end, or to the cap and one byte more. */
static const char *fill(struct secret *secret, int fd)
{
	ssize_t got = 1;

	while (got > 0 && secret->length < sizeof(secret->bytes)) {
		got = read(fd, secret->bytes + secret->length, sizeof(secret->bytes) - secret->length);
		secret->length += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return "cannot be read";
	if (secret->length > SECRET_CAP)
		return "is larger than 64 KiB";
	secret->bytes[secret->length] = '\0';
	return NULL;
}

/* A line break within would add a header of its own to a request. */
static const char *strip(struct secret *secret)
{
	if (secret->length && secret->bytes[secret->length - 1] == '\n')
		secret->length--;
	if (secret->length && secret->bytes[secret->length - 1] == '\r')
		secret->length--;
	secret->bytes[secret->length] = '\0';
	for (size_t i = 0; i < secret->length; i++)
		if ((unsigned char)secret->bytes[i] < 0x20 || secret->bytes[i] == 0x7f)
			return "holds a control character or a second line";
	return NULL;
}

const char *sink_secret_read(struct secret *secret, const char *name, enum secret_kind kind)
{
	char path[PATH_MAX];
	const char *wrong = sink_secret_path(name, path);
	/* A FIFO would else keep us until somebody writes. */
	int fd = wrong ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	secret->length = 0;
	if (!wrong)
		wrong = fd < 0 ? why_closed(errno) : judge(fd, *name != '/');
	if (!wrong)
		wrong = fill(secret, fd);
	if (!wrong && kind == SECRET_LINE)
		wrong = strip(secret);
	if (!wrong && !secret->length)
		wrong = "is empty";
	if (fd >= 0)
		close(fd);
	if (wrong)
		sink_secret_wipe(secret);
	return wrong;
}

void sink_secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

bool sink_secret_is_in(const struct secret *secret, const char *text, size_t length)
{
	size_t window = secret->length < TELLING ? secret->length : TELLING;

	for (size_t i = 0; window && i + window <= secret->length; i++)
		if (memmem(text, length, secret->bytes + i, window))
			return true;
	return false;
}
