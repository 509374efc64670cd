/* SPDX-License-Identifier: MIT */
/** @file The process in which plugins run. */
#ifndef XF_WORKER_H
#define XF_WORKER_H

#include <sys/types.h>

#include "core/probe/probe.h"
#include "core/probe/run.h"
#include "core/probe/sandbox.h"

/** A running worker. */
struct worker {
	pid_t pid;
	int fd; /**< where its message comes from */
};

/**
 * Forks a worker that confines itself, sends a struct sandbox, opens and runs the crew's plugins, and sends each one's
 * records (wire.h) when it has run or, if the crew sends together, soon after. If it cannot be confined completely and
 * the crew is strict, it ends before it opens any. `gate` is what earlier workers found out. 0 or -errno.
 */
int probe_worker_start(const struct run_options *options, const struct crew *crew, enum gate gate,
                       struct worker *worker);

/** May the crew be run in a worker that is confined like this? Both the worker and its parent ask. */
bool probe_worker_may_run(const struct crew *crew, const struct sandbox *sandbox);

/**
 * Ends the worker, by force if it does not exit by itself, and says how it ended: "" for a clean exit, else a sentence,
 * from the arena. Waits at most two thirds of a second: a worker stuck in the kernel is left behind.
 */
const char *probe_worker_end(struct worker *worker, struct arena *arena, bool force);

/** Ends a worker that has sent everything, and waits for it. */
void probe_worker_dismiss(struct worker *worker);
/** The same without waiting, which takes a tenth of a report; the caller waits for the process that is returned. */
pid_t probe_worker_leave(struct worker *worker);

#endif
