/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One sink in use: the report it should get, and when to try next. Each attempt is a process, so no sink waits for
 * another.
 */
#ifndef XF_OUTLET_H
#define XF_OUTLET_H

#include "core/config/config.h"
#include "core/agent/task.h"

#define XF_NEVER UINT64_MAX

/** Logged when a report could not be stored in the state folder: sink, reason. */
#define XF_OUTLET_UNKEPT "the sink %s: its report is kept in memory only: %s"

/** A sink in use. */
struct outlet {
	const struct sink_config *config;
	const char *state;      /**< folder for unsent reports; NULL: kept in memory only */
	const char *version;    /**< of xenfacts, for the sink */
	uint64_t settings_hash; /**< of the sink's settings: what went to another destination does not count */
	char *bytes;            /**< the newest report; NULL: none yet */
	size_t length;
	char key[37];     /**< of that report */
	char on_way[37];  /**< key of the report that the running attempt delivers */
	bool pending;     /**< it still has to be delivered */
	bool kept;        /**< it is in the state folder */
	bool tried;       /**< an attempt for it has ended */
	bool once;        /**< there is no second attempt: the agent makes a single scan */
	uint32_t attempt; /**< attempts started for this report */
	uint64_t due;     /**< time of the next attempt, by clock_ms; XF_NEVER */
	int64_t settled;  /**< when it was delivered or refused, by clock_ms; negative: before this boot */
	struct task task;
	struct xf_receipt *receipt; /**< shared with the attempt's process */
	uint32_t last_kind;         /**< kind that was logged last */
	char last[256];
};

/** Something that happened to an outlet and should be logged. */
struct outlet_event {
	bool told; /**< there is something to log */
	bool good;
	char sentence[512];
};

/** Puts a sink to use, with what was stored for it. 0 or -errno. Close it in any case. */
int agent_outlet_open(struct outlet *outlet, const struct sink_config *config, const char *state,
                      const char *version);
/** Ends a running attempt and frees everything; an unsent report stays in the state folder. */
void agent_outlet_close(struct outlet *outlet);
/** The new outlet continues where the old one with the same settings was, and leaves it empty. */
void agent_outlet_inherit(struct outlet *outlet, struct outlet *old);
/** Gives it a report, in its format; copies. 0, or -errno: it could not be stored on disk, or -ENOMEM. */
int agent_outlet_take(struct outlet *outlet, const char *bytes, size_t length, uint64_t now);
/** When it next has something to do; XF_NEVER. With `hold` it only waits for a running attempt and starts none. */
uint64_t agent_outlet_due(const struct outlet *outlet, bool hold);
/** Handles the running attempt, and starts one that is due, unless held (`hold`). */
void agent_outlet_work(struct outlet *outlet, uint64_t now, bool hold, struct outlet_event *event);
/** Is nothing running or about to start for the first time? */
bool agent_outlet_rests(const struct outlet *outlet);
/** Has the newest report had its first attempt? */
bool agent_outlet_tried(const struct outlet *outlet);
/** Words where the newest report is; `told` is false if it is nowhere, for which there was a message. */
void agent_outlet_report(const struct outlet *outlet, struct outlet_event *event);

#endif
