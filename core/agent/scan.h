/* SPDX-License-Identifier: MIT */
/** @file The agent's scans of the machine. */
#ifndef XF_AGENT_SCAN_H
#define XF_AGENT_SCAN_H

#include "core/agent/state.h"

/** Begins a scan that is due, ends one that is over, and gives its reports to the outlets. */
void xf_scan_work(struct xf_agent *agent, uint64_t now);
/** When that has something to do next. */
uint64_t xf_scan_due(const struct xf_agent *agent);
/** Ends a running scan. */
void xf_scan_stop(struct xf_agent *agent);

#endif
