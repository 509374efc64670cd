/* SPDX-License-Identifier: MIT */
/** @file Work in its own process, with a time limit: all that it leaks, hangs in or breaks is gone with it. */
#ifndef XF_TASK_H
#define XF_TASK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** One piece of work; zeroed: none is running. */
struct task {
	pid_t pid;
	uint64_t limit; /**< when it is killed, by clock_ms */
	bool killed;    /**< because of the limit */
};

/** Runs `work` in a child, whose exit status is what that returns; `keep`: with our descriptors. 0 or -errno. */
int agent_task_start(struct task *task, uint64_t limit_ms, bool keep, int (*work)(void *context), void *context);
/**
 * Has it ended? Then *status is that of waitpid(2), or a failure if it is lost, and the task is free again. Kills a
 * task that is over its limit.
 */
bool agent_task_ended(struct task *task, uint64_t now, int *status);
/** Kills it now, with what it has started, and waits for it, but not if the kernel holds it. */
void agent_task_stop(struct task *task);

#endif
