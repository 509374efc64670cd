/* SPDX-License-Identifier: MIT */
/** @file Whole transfers, since read(2) and write(2) may do a part, and whole files in the place of others. */
#ifndef XF_FILES_H
#define XF_FILES_H

#include <stddef.h>
#include <sys/types.h>

/** Writes all of it. 0 or -errno; a part may have been written then. */
int files_write_all(int file, const char *bytes, size_t size);
/** Reads until `size` bytes are there or the file ends. How many there are, or -errno. */
ssize_t files_read_all(int file, char *bytes, size_t size);

/** A file that shall stand in the place of another one, or of none. */
struct file_replacement {
	int folder;        /**< its folder; AT_FDCWD: names are paths */
	const char *name;
	const char *fresh; /**< name for the time of writing, in the same folder; what has it is deleted */
	mode_t mode;       /**< of open(2): the umask counts */
	/** Writes the content, and may change owner and mode. 0 or -errno. */
	int (*fill)(int file, void *context);
	void *context;
};

/**
 * Writes a file beside its place, makes it durable and renames it: a reader sees the old content or the new one, and a
 * full disk leaves the old one. A link at its place is replaced, not followed. 0 or -errno, and nothing is left then.
 */
int files_replace(const struct file_replacement *replacement);

#endif
