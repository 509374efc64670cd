/* SPDX-License-Identifier: MIT */
/** @file Opening beneath a root folder where openat2(2) is missing. */
#ifndef XF_SYSROOT_WALK_H
#define XF_SYSROOT_WALK_H

/**
 * As openat2(2) with RESOLVE_IN_ROOT: opens a path with absolute links and ".." taken from, and stopped at,
 * the folder `root`. `flags` are open(2)'s; of those that make files none is meant. A descriptor, or -1 and
 * errno.
 */
int machine_walk(int root, const char *path, int flags);

#endif
