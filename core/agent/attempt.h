/* SPDX-License-Identifier: MIT */
/** @file One delivery attempt of an outlet, and what its end means. */
#ifndef XF_ATTEMPT_H
#define XF_ATTEMPT_H

#include "core/agent/outlet.h"

/** Starts an attempt in its own process. 0; or -errno, and then the outlet's receipt says why. */
int agent_attempt_start(struct outlet *outlet);
/** Completes the outlet's receipt: from how the process ended, if the sink left no receipt of its own. */
void agent_attempt_judge(struct outlet *outlet, int status, bool killed);
/** Words the receipt as a message, unless the last one was the same. */
void agent_attempt_tell(struct outlet *outlet, struct outlet_event *event);
/** Is the report where it belongs, by this kind of receipt? */
bool agent_attempt_good(uint32_t kind);
/** Milliseconds until the next attempt, after `attempt` failures, if the other side asked for `asked`. */
uint64_t agent_attempt_wait(uint32_t attempt, uint64_t asked);

#endif
