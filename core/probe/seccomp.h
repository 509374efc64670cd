/* SPDX-License-Identifier: MIT */
/** @file seccomp: which system calls a worker may make. */
#ifndef XF_SECCOMP_H
#define XF_SECCOMP_H

#include <stdbool.h>

/**
 * From here on, a system call that opening a plugin and reading files do not take kills this process, as does any of
 * another architecture's. `log`: it may read the kernel log. 0; -errno: EINVAL or ENOSYS if the kernel has no filters,
 * EOPNOTSUPP on a machine whose calls we do not know.
 */
int probe_seccomp_enter(bool log);

#endif
