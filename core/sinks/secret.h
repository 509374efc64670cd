/* SPDX-License-Identifier: MIT */
/** @file Secrets: files that only their owner may read, looked up among systemd's credentials when the name is bare. */
#ifndef XF_SINK_SECRET_H
#define XF_SINK_SECRET_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define SECRET_CAP 65536u

/** What a secret may hold. */
enum secret_kind {
	SECRET_LINE, /**< one line of text: its line end is dropped, control characters are refused */
	SECRET_FILE, /**< the whole file as it is: a key in PEM */
};

/** The bytes of a secret; a NUL stands behind them. */
struct secret {
	size_t length;
	char bytes[SECRET_CAP + 1];
};

/** May this be a file's name in the configuration: an absolute path, or one part of a path, a credential's name? */
static inline bool secret_is_name(const char *name)
{
	return *name == '/' || (*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
}
/**
 * The path that a name stands for: itself if it is absolute, else the file in $CREDENTIALS_DIRECTORY. NULL, or why
 * there is none.
 */
const char *sink_secret_path(const char *name, char path[PATH_MAX]);
/**
 * Reads the secret of that name. Nothing is opened but a regular file that is owned by root or by us, that is no
 * link and that nobody else may read. NULL, or what is wrong with the file, in words that fit behind its name; the
 * secret is empty then.
 */
const char *sink_secret_read(struct secret *secret, const char *name, enum secret_kind kind);
/** Overwrites it; by a call that no compiler leaves out. */
void sink_secret_wipe(struct secret *secret);
/** Does the text hold the secret, or eight bytes in a row of it: as much as must not be shown? */
bool sink_secret_is_in(const struct secret *secret, const char *text, size_t length);

#endif
