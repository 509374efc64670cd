/* SPDX-License-Identifier: MIT */
/** @file Whole transfers, since read(2) and write(2) may transfer a part, and replacing whole files. */
#ifndef XF_FILES_H
#define XF_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/** Writes everything. 0 or -errno; a part may have been written then. */
int files_write_all(int file, const char *bytes, size_t size);
/** Reads until `size` bytes have arrived or the file ends. Returns how many, or -errno. */
ssize_t files_read_all(int file, char *bytes, size_t size);

/**
 * Reads a descriptor to its end, because files in /proc and /sys report a size of 0. The caller frees *bytes, also
 * after an error. 0 or -errno; -EFBIG above `cap`.
 */
int files_slurp(int fd, size_t cap, char **bytes, size_t *size);
/** The same for a file that a user named; -ESPIPE for what is not a regular file and could block or never end. */
int files_slurp_file(const char *file, size_t cap, char **bytes, size_t *size);

/**
 * As fstat(2), also of an O_PATH descriptor, which Linux refuses before 3.6 (fs/stat.c, vfs_fstat). 0 or -1 and errno.
 */
int files_status(int fd, struct stat *status);

/** A file to put in the place of another, or of none. */
struct file_replacement {
	int folder; /**< its folder; AT_FDCWD: names are paths */
	const char *name;
	const char *fresh; /**< name while it is being written, in the same folder; a file by that name is deleted */
	mode_t mode;       /**< as for open(2): the umask applies */
	bool keep;         /**< do not replace: -EEXIST if anything has that name */
	/** Writes the content, and may change owner and mode. 0 or -errno. */
	int (*fill)(int file, void *context);
	void *context;
};

/**
 * Writes a file under another name, makes it durable and renames it: a reader sees the old content or the new, and a
 * full disk leaves the old. A link at its place is replaced, not followed. 0 or -errno, and nothing is left behind
 * then.
 */
int files_replace(const struct file_replacement *replacement);

#endif
