/* SPDX-License-Identifier: MIT */
/** @file One agent at a time: two would each write what the other has just written. */
#ifndef XF_LOCK_H
#define XF_LOCK_H

#include <sys/types.h>

/**
 * Takes the lock of a folder of ours, until the descriptor that it answers is closed or the process ends, whatever
 * children it leaves. -EBUSY: *holder has it, 0 if that is in another PID namespace; or -errno: there can be no lock.
 */
int agent_lock_take(const char *folder, pid_t *holder);

#endif
