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
 * Forks a sandboxed worker that runs the plugins from number `first` on and tells of each (wire.h) as soon as it has
 * run. 0 or -errno.
 */
int probe_worker_start(const struct run_options *options, size_t first, struct worker *worker);

/**
 * Ends the worker, by force if it does not go by itself, and says how it ended: "" when it went in order, else
 * a sentence, from the arena. Waits at most a sixth of a second: what hangs in the kernel stays behind.
 */
const char *probe_worker_end(struct worker *worker, struct arena *arena, bool force);

/** Ends a worker that told all it had to tell. Cheap: it is leaving already. */
void probe_worker_dismiss(struct worker *worker);

#endif
