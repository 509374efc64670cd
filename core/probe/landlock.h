/* SPDX-License-Identifier: MIT */
/** @file Landlock: which files a worker may read. */
#ifndef XF_LANDLOCK_H
#define XF_LANDLOCK_H

#include "core/probe/sandbox.h"

/**
 * Confines this process to reading what the crew's plugins declare, and their own files. Nothing may be written, bound,
 * connected or, where Landlock has scopes, signalled. Returns the version of Landlock's ABI, or -errno: ENOSYS,
 * EOPNOTSUPP or EPERM if the kernel or a container engine has no Landlock for us.
 */
int probe_landlock_enter(const struct crew *crew);

#endif
