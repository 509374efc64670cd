/* SPDX-License-Identifier: MIT */
/**
 * @file
 * System calls that the C library or the kernel may be too old for: each does what a newer kernel would, by what there
 * was before. They need glibc 2.17 or musl, and Linux 2.6.32.
 */
#ifndef XF_CALLS_H
#define XF_CALLS_H

#include <stdbool.h>
#include <stddef.h>

/** close_range(2), before Linux 5.9 by /proc/self/fd: closes all descriptors from `first` to `last`. */
void calls_close_range(unsigned first, unsigned last);
/** memfd_create(2), before Linux 3.17 a file that has no name any more. A descriptor, or -1 and errno. */
int calls_memory_file(const char *name);
/** getrandom(2), before Linux 3.17 /dev/urandom. With `wait`, while the kernel has no randomness yet. 0 or -1. */
int calls_random(void *bytes, size_t size, bool wait);
/** renameat2(2) with RENAME_NOREPLACE: 0; or -1 and errno, ENOSYS before Linux 3.15. */
int calls_rename_beside(int folder, const char *from, const char *to);

#endif
