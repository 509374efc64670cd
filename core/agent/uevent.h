/* SPDX-License-Identifier: MIT */
/** @file Uevents of the kernel, from a netlink socket: a device has come or gone. */
#ifndef XF_UEVENT_H
#define XF_UEVENT_H

#include <stdbool.h>

/** Opens the socket, non-blocking. A descriptor, or -errno. */
int agent_uevent_open(void);
/**
 * Reads all pending uevents. True if one was of a subsystem in the list, which ends with NULL, or if some were lost.
 * Only the kernel's own messages count.
 */
bool agent_uevent_read(int socket, const char *const *subsystems);

#endif
