/* SPDX-License-Identifier: MIT */
/** @file Secrets: files that only their owner may read, looked up among systemd's credentials when the name is bare. */
#ifndef XF_SINK_SECRET_H
#define XF_SINK_SECRET_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define SECRET_CAP 65536u

/** What a secret may contain. */
enum secret_kind {
	SECRET_LINE, /**< one line of text: the line end is removed, control characters are refused */
	SECRET_FILE, /**< the whole file as is: a key in PEM */
};

/** The bytes of a secret, followed by a NUL. */
struct secret {
	size_t length;
	char bytes[SECRET_CAP + 1];
};

/** May the configuration name this file: is it an absolute path, or a single component, a credential's name? */
static inline bool secret_is_name(const char *name)
{
	return *name == '/' || (*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
}
/**
 * The path that a name stands for: the name itself if it is absolute, else that file in $CREDENTIALS_DIRECTORY. NULL,
 * or why there is none.
 */
const char *sink_secret_path(const char *name, char path[PATH_MAX]);
/**
 * Reads the secret of that name. Only a regular file is opened that belongs to root or to us, is not a link, and is
 * readable by nobody else. From then on, no other process of our user may read our memory (PR_SET_DUMPABLE). NULL, or
 * what is wrong with the file, worded to follow its name; the secret is empty then.
 */
const char *sink_secret_read(struct secret *secret, const char *name, enum secret_kind kind);
/** Overwrites it, with a call that no compiler removes. */
void sink_secret_wipe(struct secret *secret);
/** Does the text contain the secret, or eight consecutive bytes of it, too much to be shown? */
bool sink_secret_is_in(const struct secret *secret, const char *text, size_t length);

#endif
