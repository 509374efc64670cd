/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The agent: scans the machine when there is a reason to, and delivers changed reports to its sinks. It only
 * supervises: each scan and each delivery is a separate process, so the agent loads no plugin and no library, and
 * cannot leak.
 */
#ifndef XF_AGENT_H
#define XF_AGENT_H

#include "core/config/config.h"
#include "core/probe/session.h"

/** How urgent a message is: the numbers of syslog(3). With `once`, what was delivered where is of the last. */
enum agent_level { XF_AGENT_ERROR = 3, XF_AGENT_WARNING = 4, XF_AGENT_NOTICE = 5, XF_AGENT_INFO = 6 };

/** How to run an agent. */
struct agent_options {
	struct config_source source;
	const char *state;              /**< folder for unsent reports and the history; NULL: none */
	const char *version;            /**< of xenfacts */
	bool journal;                   /**< what `say` prints goes to the journal */
	bool once;                      /**< one scan, one attempt at each sink */
	const char *const *subsystems;  /**< whose uevents trigger a scan; ends with NULL */
	struct session_options session; /**< which machine, which plugins */
	/** Words why a scan failed. Called in a child process. */
	void (*failed)(void *context, const struct session_failure *failure);
	/** Prints a message for people: one sentence without a full stop. */
	void (*say)(void *context, enum agent_level level, const char *sentence);
	/** Prints why a configuration cannot be used; `error` is what config_load returned. */
	void (*mistaken)(void *context, const struct config_mistakes *mistakes, int error);
	void *context;
};

/**
 * Runs until SIGTERM or SIGINT or, with `once`, until every sink has had its attempt. 0. Otherwise the reason was
 * printed: 1, another agent is running or, with `once`, a sink or the scan failed; -EINVAL, the first configuration is
 * wrong; or another -errno.
 */
int agent_run(const struct agent_options *options);

#endif
