/* SPDX-License-Identifier: MIT */
/** @file What the agent waits for. */
#ifndef XF_AGENT_LOOP_H
#define XF_AGENT_LOOP_H

#include "core/agent/state.h"

/** Opens what is waited for. 0 or -errno. */
int xf_loop_open(struct xf_agent *agent);
/** Opens or closes the uevents' socket as the configuration says. */
void xf_loop_uevents(struct xf_agent *agent);
/** Waits until `due` or until something happens, and notes what that was. 0 or -errno. */
int xf_loop_wait(struct xf_agent *agent, uint64_t due);
/** Closes them. */
void xf_loop_close(struct xf_agent *agent);

#endif
