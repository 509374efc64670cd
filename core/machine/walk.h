/* SPDX-License-Identifier: MIT */
/** @file Opens paths beneath a root folder where openat2(2) is missing. */
#ifndef XF_SYSROOT_WALK_H
#define XF_SYSROOT_WALK_H

/**
 * As openat2(2) with RESOLVE_IN_ROOT: opens a path in which absolute links and ".." are relative to, and stop at, the
 * folder `root`. `flags` are open(2)'s, except those that create files. A descriptor, or -1 and errno.
 */
int machine_walk(int root, const char *path, int flags);

#endif
