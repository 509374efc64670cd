/* SPDX-License-Identifier: MIT */
/** @file One run of the tool: the machine, the plugins, and the report. Prints nothing. */
#ifndef XF_SESSION_H
#define XF_SESSION_H

#include <sys/types.h>

#include "core/machine/machine.h"
#include "core/probe/registry.h"
#include "core/util/arena.h"
#include "facts/formats/format.h"

/** What a session was doing when it failed. */
enum session_step {
	XF_STEP_ROOT, XF_STEP_GUEST, XF_STEP_LOG, XF_STEP_PLUGIN_DIR, XF_STEP_PLUGINS, XF_STEP_RUN, XF_STEP_SANDBOX,
	XF_STEP_MEMORY, XF_STEPS,
};

/** Why a session failed. */
struct session_failure {
	enum session_step step;
	const char *name;     /**< of the tree, file or folder; of a sandbox what it lacks; "" for none */
	int error;            /**< -errno */
	const char *sentence; /**< for a guest: what is wrong with the file and where, "FILE:LINE: ..."; else NULL */
};

/** What a session should use. */
struct session_options {
	const char *root;            /**< a captured tree; NULL or "/": this machine */
	const char *guest;           /**< a recorded guest's file, instead of a tree */
	const char *log;             /**< a kernel log, the only thing known about a machine; "-": standard input */
	const char *plugin_folder;   /**< NULL: the installed one */
	bool require_sandbox;        /**< fail rather than run a plugin that is not confined completely */
	const struct format *format; /**< what will be written: its module opens while the worker runs, or NULL */
};

/** A session. */
struct session {
	struct session_options options;
	struct arena *arena;
	struct machine *machine;
	struct registry registry;
	struct report report;
	struct session_failure failure; /**< of the call that returned -errno */
	struct buf *said;               /**< what plugins said last time (struct run_options), or NULL */
	pid_t exiting;                  /**< the last worker, which ends while the report is written; 0: none */
};

/** Loads the plugins. Close the session in any case. 0 or -errno. */
int probe_session_plugins(struct session *session, const struct session_options *options);
/** Opens the machine, live or replayed, for a session that has its options and its arena. 0 or -errno. */
int probe_session_open(struct session *session);
/** Loads the plugins and opens the machine. Close the session in any case. 0 or -errno. */
int probe_session_machine(struct session *session, const struct session_options *options);
/**
 * Runs the plugins of an open session and fills its report; `deadline_ms` 0: the default. 0; -EALREADY: it is that of
 * the last time, and was not made; or another -errno, with a failure.
 */
int probe_session_run(struct session *session, unsigned deadline_ms);
/**
 * All of the above: opens, runs and fills the report, within two seconds for a format that answers a tool. Close the
 * session in any case. 0 or -errno.
 */
int probe_session_report(struct session *session, const struct session_options *options);
/** Frees everything, and waits for the last worker. */
void probe_session_close(struct session *session);

#endif
