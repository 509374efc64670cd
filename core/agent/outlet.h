/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One sink at work: the report that it shall have, and when the next attempt is made. Each attempt is a process, so no
 * sink waits for another.
 */
#ifndef XF_OUTLET_H
#define XF_OUTLET_H

#include "core/config/config.h"
#include "core/agent/task.h"

#define XF_NEVER UINT64_MAX

/** What is told of a report that the state folder did not take: sink, reason. */
#define XF_OUTLET_UNKEPT "the sink %s: its report is kept in memory only: %s"

/** A sink at work. */
struct outlet {
	const struct sink_config *config;
	const char *state;      /**< folder for what is unsent; NULL: it is kept in memory only */
	const char *version;    /**< of xenfacts, for the sink */
	uint64_t settings_hash;         /**< of the sink's settings: what was sent to another place does not count */
	char *bytes;            /**< the newest report; NULL: none yet */
	size_t length;
	char key[37];           /**< of that report */
	char on_way[37];        /**< key of the one that the running attempt is about */
	bool pending;           /**< it is still to be delivered */
	bool kept;              /**< it is in the state folder */
	bool tried;             /**< an attempt for it has ended */
	uint32_t attempt;       /**< that were begun for this report */
	uint64_t due;           /**< of the next attempt, of clock_ms; XF_NEVER */
	int64_t settled;        /**< when it was delivered or refused, of clock_ms; less than 0: before this boot */
	struct task task;
	struct xf_receipt *receipt; /**< shared with the attempt's process */
	uint32_t last_kind;     /**< what was told last */
	char last[256];
};

/** What happened to an outlet that somebody should know. */
struct outlet_event {
	bool told;               /**< there is something to tell */
	bool good;
	char sentence[512];
};

/** Sets a sink to work with what was kept of it. 0 or -errno. Close it in any case. */
int agent_outlet_open(struct outlet *outlet, const struct sink_config *config, const char *state,
                      const char *version);
/** Ends a running attempt and frees all; what is unsent stays in the state folder. */
void agent_outlet_close(struct outlet *outlet);
/** The new outlet goes on where the old one of the same settings was. The old one has nothing left then. */
void agent_outlet_inherit(struct outlet *outlet, struct outlet *old);
/** Gives it a report, in its format; copies. 0, or -errno: it could not be kept on disk, or -ENOMEM. */
int agent_outlet_take(struct outlet *outlet, const char *bytes, size_t length, uint64_t now);
/** When it next has something to do; XF_NEVER. `hold`: what it waits for if no attempt shall begin now. */
uint64_t agent_outlet_due(const struct outlet *outlet, bool hold);
/** Looks after the running attempt, and begins one that is due, unless none shall begin now (`hold`). */
void agent_outlet_work(struct outlet *outlet, uint64_t now, bool hold, struct outlet_event *event);
/** Is there nothing that was begun, or that shall begin for the first time? */
bool agent_outlet_rests(const struct outlet *outlet);
/** Was the newest report's first attempt made? */
bool agent_outlet_tried(const struct outlet *outlet);

#endif
