/* SPDX-License-Identifier: MIT */
/** @file One agent at a time: two would keep overwriting each other's reports. */
#ifndef XF_LOCK_H
#define XF_LOCK_H

#include <sys/types.h>

/**
 * Takes the lock of one of our folders, until the returned descriptor is closed or the process exits, whatever children
 * it leaves. -EBUSY: process *holder has it, 0 if that is in another PID namespace; or -errno: there can be no lock.
 */
int agent_lock_take(const char *folder, pid_t *holder);

#endif
