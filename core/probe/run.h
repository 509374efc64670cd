/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The run: loads plugins, has a sandboxed worker process run them, and makes the report. A plugin that crashes, hangs
 * or sends garbage is named; the others' facts are complete.
 */
#ifndef XF_RUN_H
#define XF_RUN_H

#include <sys/types.h>

#include "facts/report.h"
#include "core/probe/registry.h"
#include "core/machine/machine.h"

#define XF_RUN_DEADLINE_MS 5000    /**< of the whole run: 10,000 disks and interfaces take two on a slow machine */
#define XF_ANSWER_DEADLINE_MS 2000 /**< if a tool waits: Ansible gives facts modules 5 s, the others no limit at all */

/** How to run. */
struct run_options {
	struct machine *machine;
	const struct registry *registry;
	unsigned deadline_ms; /**< 0: XF_RUN_DEADLINE_MS */
	bool in_process;      /**< no worker, no sandbox: for debuggers and fuzzers */
	bool require_sandbox; /**< fail rather than run a plugin that is not confined completely */
	/** Called once while the worker runs, to use the waiting time; or NULL. */
	void (*meanwhile)(const void *context);
	const void *context; /**< for meanwhile */
	/**
	 * What the plugins of the last run were and said, or an empty buffer; gets that of this run. Empties it if one
	 * failed or is not part of xenfacts. NULL: nobody will ask again.
	 */
	struct buf *said;
	pid_t *exiting; /**< gets a worker that was killed and is to be waited for, or 0; NULL: the run waits */
};

/**
 * Runs all plugins and fills the report, whose memory comes from `arena`. Plugins that fail are in the
 * report, they are no error. 0; -EALREADY: they said what `said` has, so the report is that of the last run and was
 * not made; -ENOMEM; -EOPNOTSUPP if a sandbox is required that cannot be had (report->sandbox has its parts); or the
 * -errno of fork or pipe.
 */
int probe_run(struct arena *arena, const struct run_options *options, struct report *report);

#endif
