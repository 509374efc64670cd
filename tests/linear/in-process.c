/* SPDX-License-Identifier: MIT */
/*
 * Linked into a second xenfacts, in which plugins run in the process itself instead of a worker: so a tool that counts
 * instructions counts the work of both sides, and is not ended by the sandbox.
 */
#include "core/probe/run.h"

int __real_probe_run(struct arena *arena, const struct run_options *options, struct report *report);
int __wrap_probe_run(struct arena *arena, const struct run_options *options, struct report *report);

int __wrap_probe_run(struct arena *arena, const struct run_options *options, struct report *report)
{
	struct run_options here = *options;

	here.in_process = true;
	return __real_probe_run(arena, &here, report);
}
