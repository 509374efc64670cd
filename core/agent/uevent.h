/* SPDX-License-Identifier: MIT */
/** @file Uevents of the kernel, from a netlink socket: a device came or went. */
#ifndef XF_UEVENT_H
#define XF_UEVENT_H

#include <stdbool.h>

/** Opens the socket; it does not block. A descriptor, or -errno. */
int agent_uevent_open(void);
/**
 * Reads all that is there. Was one of them of a subsystem in the list, which ends with NULL? Also true when some were
 * lost. Only the kernel's own messages count.
 */
bool agent_uevent_read(int socket, const char *const *subsystems);

#endif
