/* SPDX-License-Identifier: MIT */
/** @file The process in which plugins run. */
#ifndef XF_WORKER_H
#define XF_WORKER_H

#include <sys/types.h>

#include "core/probe/run.h"

/** A running worker. */
struct worker {
	pid_t pid;
	int fd; /**< where its message comes from */
};

/**
 * Forks a sandboxed worker that runs the plugins from number `first` on and sends each one's records (wire.h) as soon
 * as it has run. 0 or -errno.
 */
int probe_worker_start(const struct run_options *options, size_t first, struct worker *worker);

/**
 * Ends the worker, by force if it does not exit by itself, and says how it ended: "" for a clean exit, else a sentence,
 * from the arena. Waits at most a sixth of a second: a worker stuck in the kernel is left behind.
 */
const char *probe_worker_end(struct worker *worker, struct arena *arena, bool force);

/** Ends a worker that has sent everything. Cheap: it is exiting already. */
void probe_worker_dismiss(struct worker *worker);

#endif
