/* SPDX-License-Identifier: MIT */
/** @file Opens paths beneath a root folder, one component after another: without openat2(2), or judging each. */
#ifndef XF_WALK_H
#define XF_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/** Judges the components of a path as they are reached. */
struct walk_judge {
	/**
	 * May the walk continue? The component is the first `length` bytes of `path`, in which links and ".." have been
	 * replaced; `last`: nothing follows it. 0, or -1 and errno, which ends the walk.
	 */
	int (*judge)(void *context, const char *path, size_t length, const struct stat *status, bool last);
	void *context;
};

/**
 * As openat2(2) with RESOLVE_IN_ROOT: opens a path in which absolute links and ".." are relative to, and stop at, the
 * folder `root`. `flags` are open(2)'s, except those that create files. The judge, which may be NULL, sees each
 * component but the root, and links too, before they are followed. A descriptor, or -1 and errno. Before Linux 2.6.39,
 * O_PATH with O_NOFOLLOW of a link fails with ELOOP: these kernels have no descriptors of links.
 */
int walk_open(int root, const char *path, int flags, const struct walk_judge *judge);

#endif
