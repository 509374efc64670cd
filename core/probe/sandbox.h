/* SPDX-License-Identifier: MIT */
/** @file Confines a worker before the first code of a plugin runs in it, and tells how far that went. */
#ifndef XF_SANDBOX_H
#define XF_SANDBOX_H

#include <stdint.h>

#include "core/machine/machine.h"
#include "core/probe/registry.h"
#include "facts/report.h"

/** What a worker will run. */
struct crew {
	const struct machine *machine;
	const struct registry *registry;
	const size_t *numbers; /**< of its plugins in the registry, in the order in which they run */
	size_t count;
	bool outside;  /**< it is a single plugin that is not part of xenfacts */
	bool strict;   /**< it runs only if it is confined completely */
	bool together; /**< messages may wait for others: which plugin a failure is to be blamed on does not matter */
};

/** How confining a worker went, part by part. */
struct sandbox {
	int32_t landlock;     /**< version of Landlock's ABI, or -errno */
	int32_t seccomp;      /**< 0 or -errno */
	int32_t capabilities; /**< 0 or -errno */
};

/**
 * Confines this process for good: no new privileges; no capability but CAP_SYSLOG, and that only if a plugin reads the
 * log; Landlock, to reading what the crew's plugins declare and their own files; seccomp, to the calls that reading
 * takes. A part that the kernel lacks or refuses is told, not an error. 0, or -errno if a part failed although it is
 * there.
 */
int probe_sandbox_enter(const struct crew *crew, struct sandbox *sandbox);

/** Drops the last capability, once the kernel log was read. */
void probe_sandbox_log_done(void);

/** Is every part in force? */
bool probe_sandbox_is_full(const struct sandbox *sandbox);

/** The parts in words, from the arena: XF_SANDBOX_PARTS of them. */
const struct sandbox_part *probe_sandbox_parts(struct arena *arena, const struct sandbox *sandbox);

/** Which of the parts, if they are known, are not in force, and why: "landlock off (Function not implemented)". */
const char *probe_sandbox_lacks(struct arena *arena, const struct sandbox_part *parts);

#endif
