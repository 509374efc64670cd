/* SPDX-License-Identifier: MIT */
/** @file Loading the agent's configuration and putting it to use. */
#ifndef XF_AGENT_CONFIGURE_H
#define XF_AGENT_CONFIGURE_H

#include "core/agent/state.h"

/**
 * Reads the configuration and puts it to use. 0. Otherwise the reason was printed and nothing has changed: -EINVAL, it
 * is wrong; 1, it could not be used.
 */
int agent_configure(struct agent *agent);
/** Frees everything that came from the configuration. */
void agent_drop(struct agent *agent);

#endif
