/* SPDX-License-Identifier: MIT */
/** @file What the agent works with: its configuration, put to work. */
#ifndef XF_AGENT_CONFIGURE_H
#define XF_AGENT_CONFIGURE_H

#include "core/agent/state.h"

/**
 * Reads the configuration and puts it to work. 0; or it was said, and nothing has changed: -EINVAL, it is wrong; 1, it
 * could not be used.
 */
int agent_configure(struct agent *agent);
/** Frees all that is configured. */
void agent_drop(struct agent *agent);

#endif
