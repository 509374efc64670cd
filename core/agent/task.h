/* SPDX-License-Identifier: MIT */
/** @file Work in a process of its own, with a time limit: what it leaks, hangs in or breaks is gone with it. */
#ifndef XF_TASK_H
#define XF_TASK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** One piece of work; zeroed: none is on. */
struct task {
	pid_t pid;
	uint64_t limit; /**< when it is ended, of clock_ms */
	bool killed;    /**< because of the limit */
};

/** Runs `work` in a child, which ends with what that returns; `keep`: with our descriptors. 0 or -errno. */
int agent_task_start(struct task *task, uint64_t limit_ms, bool keep, int (*work)(void *context), void *context);
/**
 * Has it ended? Then *status is that of waitpid(2), a failure if nobody can know it, and the task is free again. Ends
 * one that is over its limit.
 */
bool agent_task_ended(struct task *task, uint64_t now, int *status);
/** Ends it now, with what it has started, and waits for that, though not for one that the kernel holds. */
void agent_task_stop(struct task *task);

#endif
