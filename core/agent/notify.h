/* SPDX-License-Identifier: MIT */
/** @file What a service manager wants to be told: sd_notify(3)'s protocol, by its socket. */
#ifndef XF_NOTIFY_H
#define XF_NOTIFY_H

#include <stdint.h>

/** Sends "READY=1" and such lines to $NOTIFY_SOCKET; nothing if nobody listens there. */
void agent_notify(const char *lines);
/** How often the manager wants a sign of life, in milliseconds, half of its limit; 0: never. */
uint64_t agent_notify_watchdog(void);

#endif
