/* SPDX-License-Identifier: MIT */
/** @file Notifies a service manager: the protocol of sd_notify(3), over its socket. */
#ifndef XF_NOTIFY_H
#define XF_NOTIFY_H

#include <stdint.h>

/** Sends lines such as "READY=1" to $NOTIFY_SOCKET; does nothing if that is not set. */
void agent_notify(const char *lines);
/** How often the manager wants a keep-alive, in milliseconds (half its limit); 0: never. */
uint64_t agent_notify_watchdog(void);

#endif
