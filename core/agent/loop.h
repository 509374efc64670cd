/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The agent's inside, shared by its parts: loop.c (waiting), looking.c (looking), configure.c (what it works with),
 * agent.c (life).
 */
#ifndef XF_LOOP_H
#define XF_LOOP_H

#include "core/agent/agent.h"
#include "core/agent/outlet.h"

#define XF_FORMATS_CAP 16u

/** A running agent. */
struct xf_agent {
	const struct xf_agent_options *options;
	struct xf_arena *arena;         /**< of the configuration */
	struct xf_config config;
	struct xf_outlet *outlets;      /**< of the enabled sinks */
	size_t outlet_count;
	struct xf_task look;
	struct xf_agent_format formats[XF_FORMATS_CAP]; /**< of the running look */
	size_t format_count;
	uint64_t look_due;              /**< when the next look begins */
	uint64_t event_first;           /**< the first event that no look has answered yet; 0: none */
	uint64_t watchdog_ms, watchdog_due;
	uint64_t looks;                 /**< that ended, or could not begin */
	bool failed;                    /**< the last look failed */
	bool ready;                     /**< the service manager was told */
	bool reload, stop;              /**< asked for by a signal */
	uint64_t patience;              /**< until when running deliveries are waited for then; 0: nothing asked */
	int signals, uevents, clock, lock; /**< descriptors; less than 0: none */
};

/* ---- loop.c ---- */

/** Opens what is waited for. 0 or -errno. */
int xf_loop_open(struct xf_agent *agent);
/** Opens or closes the uevents' socket as the configuration says. */
void xf_loop_uevents(struct xf_agent *agent);
/** Waits until `due` or until something happens, and notes what that was. 0 or -errno. */
int xf_loop_wait(struct xf_agent *agent, uint64_t due);
/** Closes them. */
void xf_loop_close(struct xf_agent *agent);

/* ---- configure.c ---- */

/**
 * Reads the configuration and puts it to work. 0; or it was said, and nothing has changed: -EINVAL, it is wrong; 1, it
 * could not be used.
 */
int xf_agent_configure(struct xf_agent *agent);
/** Frees all that is configured. */
void xf_agent_drop(struct xf_agent *agent);

/* ---- looking.c ---- */

/** Begins a look that is due, ends one that is over, and gives its reports to the outlets. */
void xf_look_work(struct xf_agent *agent, uint64_t now);
/** When that has something to do next. */
uint64_t xf_look_due(const struct xf_agent *agent);
/** Ends a running look. */
void xf_look_stop(struct xf_agent *agent);

/* ---- agent.c ---- */

/** Is it about to reload or to stop? Nothing new begins then. */
bool xf_agent_ending(const struct xf_agent *agent);
/** Tells people something. */
void xf_agent_say(const struct xf_agent *agent, enum xf_agent_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
