/* SPDX-License-Identifier: MIT */
/** @file One attempt of an outlet, and what its end means. */
#ifndef XF_ATTEMPT_H
#define XF_ATTEMPT_H

#include "core/agent/outlet.h"

/** Begins one, in a process of its own. 0; or -errno, and then the outlet's receipt says so. */
int agent_attempt_start(struct outlet *outlet);
/** Makes the outlet's receipt whole: what the end of the process says, where its own receipt says nothing. */
void agent_attempt_judge(struct outlet *outlet, int status, bool killed);
/** Words the receipt, unless the same was told before. */
void agent_attempt_tell(struct outlet *outlet, struct outlet_event *event);
/** Milliseconds until the next attempt, after so many and what the other side asked for. */
uint64_t agent_attempt_wait(uint32_t attempt, uint64_t asked);

#endif
