/* SPDX-License-Identifier: MIT */
/** @file What a scan found that the one before did not: it is told, and kept. */
#ifndef XF_AGENT_CHANGE_H
#define XF_AGENT_CHANGE_H

#include "core/agent/state.h"

/**
 * In the scan's process: says a change of mode and each new problem, to the journal with fields, and adds a report that
 * differs from the newest one to the history if that is on. What fails is said; the scan goes on.
 */
void agent_change_note(const struct agent *agent, const struct report *report);

#endif
