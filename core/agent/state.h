/* SPDX-License-Identifier: MIT */
/** @file A running agent: what its parts share. */
#ifndef XF_AGENT_STATE_H
#define XF_AGENT_STATE_H

#include "core/agent/agent.h"
#include "core/agent/outlet.h"

#define XF_FORMATS_CAP 16u

/** A format that some sink wants, and the file that it shall be written to. */
struct xf_agent_format {
	const char *name;
	int fd;
};

/** A running agent. */
struct xf_agent {
	const struct xf_agent_options *options;
	struct xf_arena *arena;         /**< of the configuration */
	struct xf_config config;
	struct xf_outlet *outlets;      /**< of the enabled sinks */
	size_t outlet_count;
	struct xf_task scan;
	struct xf_agent_format formats[XF_FORMATS_CAP]; /**< of the running scan */
	size_t format_count;
	uint64_t scan_due;              /**< when the next scan begins */
	uint64_t event_first;           /**< the first event that no scan has answered yet; 0: none */
	uint64_t watchdog_ms, watchdog_due;
	uint64_t scans;                 /**< that ended, or could not begin */
	bool failed;                    /**< the last scan failed */
	bool ready;                     /**< the service manager was told */
	bool reload, stop;              /**< asked for by a signal */
	uint64_t drain_until;              /**< until when running deliveries are waited for then; 0: nothing asked */
	int signals, uevents, clock, lock; /**< descriptors; less than 0: none */
};

/** Is it about to reload or to stop? Nothing new begins then. */
bool xf_agent_ending(const struct xf_agent *agent);
/** Tells people something. */
void xf_agent_say(const struct xf_agent *agent, enum xf_agent_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
