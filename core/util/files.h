/* SPDX-License-Identifier: MIT */
/** @file Whole transfers: read(2) and write(2) may do a part. */
#ifndef XF_FILES_H
#define XF_FILES_H

#include <stddef.h>
#include <sys/types.h>

/** Writes all of it. 0 or -errno; a part may have been written then. */
int xf_write_all(int file, const char *bytes, size_t size);
/** Reads until `size` bytes are there or the file ends. How many there are, or -errno. */
ssize_t xf_read_all(int file, char *bytes, size_t size);

#endif
