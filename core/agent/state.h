/* SPDX-License-Identifier: MIT */
/** @file A running agent: the state that its parts share. */
#ifndef XF_AGENT_STATE_H
#define XF_AGENT_STATE_H

#include "core/agent/agent.h"
#include "core/agent/outlet.h"

#define XF_FORMATS_CAP 16u

/** A format and profile that some sink wants, and the file to write it to. */
struct agent_format {
	const char *name;
	const char *profile;
	int fd;
};

/** A running agent. */
struct agent {
	const struct agent_options *options;
	struct arena *arena; /**< of the configuration */
	struct config config;
	struct outlet *outlets; /**< of the enabled sinks */
	size_t outlet_count;
	struct task scan;
	struct agent_format formats[XF_FORMATS_CAP]; /**< of the running scan */
	size_t format_count;
	int said;   /**< memory file with what plugins said in the last scan; empty: it is to be made anew */
	char *last; /**< the last report as flat text, to compare the next one with; NULL: none */
	size_t last_size;
	uint64_t scan_due;    /**< when the next scan begins */
	uint64_t event_first; /**< the first event not yet covered by a scan; 0: none */
	uint64_t watchdog_ms, watchdog_due;
	uint64_t scans;                    /**< scans that ended, or could not start */
	bool failed;                       /**< the last scan failed */
	bool ready;                        /**< the service manager was told */
	bool reload, stop;                 /**< asked for by a signal */
	uint64_t drain_until;              /**< until when to wait for running deliveries; 0: no request */
	int signals, uevents, clock, lock; /**< descriptors; negative: none */
};

/** Is it about to reload or to stop? Then nothing new is started. */
bool agent_ending(const struct agent *agent);
/** Prints a message for people. */
void agent_say(const struct agent *agent, enum agent_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
