/* SPDX-License-Identifier: MIT */
/** @file What the agent waits for. */
#ifndef XF_AGENT_LOOP_H
#define XF_AGENT_LOOP_H

#include "core/agent/state.h"

/** Opens the descriptors to wait on. 0 or -errno. */
int agent_loop_open(struct agent *agent);
/** Opens or closes the uevent socket, as configured. */
void agent_loop_uevents(struct agent *agent);
/** Waits until `due` or until something happens, and notes what. 0 or -errno. */
int agent_loop_wait(struct agent *agent, uint64_t due);
/** Closes them. */
void agent_loop_close(struct agent *agent);

#endif
