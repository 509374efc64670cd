/* SPDX-License-Identifier: MIT */
/** @file The agent's scans of the machine. */
#ifndef XF_AGENT_SCAN_H
#define XF_AGENT_SCAN_H

#include "core/agent/state.h"

/** Starts a scan that is due, finishes one that has ended, and gives its reports to the outlets. */
void agent_scan_work(struct agent *agent, uint64_t now);
/** When it next has something to do. */
uint64_t agent_scan_due(const struct agent *agent);
/** Has the next scan make its report, whether or not plugins say what they said last time. */
void agent_scan_forget(struct agent *agent);
/** Ends a running scan. */
void agent_scan_stop(struct agent *agent);

#endif
