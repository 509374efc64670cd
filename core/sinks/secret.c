/* SPDX-License-Identifier: MIT */
/*
 * Reads a secret. The file is opened first and checked through its descriptor, so it cannot be swapped in between.
 *
 * systemd hands a credential to a service that is not root either by ownership or by an access control list; for a file
 * with such a list, stat(2) shows the list's mask in place of the group's bits (acl(5)): 0440 for a file that the group
 * cannot read. So within $CREDENTIALS_DIRECTORY, which only systemd fills, the group's read bit means nothing.
 */
#include "core/sinks/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TELLING 8u /* this many consecutive bytes of a secret reveal too much */

const char *sink_secret_path(const char *name, char path[PATH_MAX])
{
	const char *folder = secure_getenv("CREDENTIALS_DIRECTORY");
	int length;

	if (*name != '/' && (!folder || *folder != '/'))
		return "is a credential's name, but there are no credentials; use LoadCredential=, or an absolute path";
	length = *name == '/' ? snprintf(path, PATH_MAX, "%s", name) : snprintf(path, PATH_MAX, "%s/%s", folder, name);
	return length >= PATH_MAX ? "is too long a path" : NULL;
}

static const char *why_closed(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "does not exist";
	case ELOOP:
		return "is a symbolic link; name the file itself";
	case EACCES:
		return "is not readable by this user";
	default:
		return "cannot be opened";
	}
}

/* May the open file hold a secret? NULL, or why not. */
static const char *judge(int fd, bool credential)
{
	struct stat file;

	if (fstat(fd, &file) || !S_ISREG(file.st_mode))
		return "is not a regular file";
	if (file.st_uid && file.st_uid != geteuid())
		return "belongs to another user; chown it to root or to the user that runs this";
	if (file.st_mode & (credential ? 037 : 077))
		return "is accessible to users other than its owner; chmod 0600 it, and change the secret";
	return file.st_size > SECRET_CAP ? "is larger than 64 KiB" : NULL;
}

/* Reads to the end, or to the cap plus one byte. */
static const char *fill(struct secret *secret, int fd)
{
	ssize_t got = 1;

	while (got > 0 && secret->length < sizeof(secret->bytes)) {
		got = read(fd, secret->bytes + secret->length, sizeof(secret->bytes) - secret->length);
		secret->length += got > 0 ? (size_t)got : 0;
		got = got < 0 && errno == EINTR ? 1 : got;
	}
	if (got < 0)
		return "cannot be read";
	if (secret->length > SECRET_CAP)
		return "is larger than 64 KiB";
	secret->bytes[secret->length] = '\0';
	return NULL;
}

/* A line break inside would add another header to a request. */
static const char *strip(struct secret *secret)
{
	if (secret->length && secret->bytes[secret->length - 1] == '\n')
		secret->length--;
	if (secret->length && secret->bytes[secret->length - 1] == '\r')
		secret->length--;
	secret->bytes[secret->length] = '\0';
	for (size_t i = 0; i < secret->length; i++)
		if ((unsigned char)secret->bytes[i] < 0x20 || secret->bytes[i] == 0x7f)
			return "contains a control character or a second line";
	return NULL;
}

const char *sink_secret_read(struct secret *secret, const char *name, enum secret_kind kind)
{
	char path[PATH_MAX];
	const char *wrong = sink_secret_path(name, path);
	/* Others of our user could read our memory; for good, since not every copy of a secret is overwritten. */
	bool exposed = !wrong && prctl(PR_SET_DUMPABLE, 0);
	/* Otherwise a FIFO would block us until somebody writes. */
	int fd = wrong ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	secret->length = 0;
	if (exposed)
		wrong = "cannot be kept from other processes";
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
