/* SPDX-License-Identifier: MIT */
/** @file What a worker may still do once it runs plugins: read what they declared, and send the results. */
#ifndef XF_SANDBOX_H
#define XF_SANDBOX_H

#include "core/probe/registry.h"
#include "core/machine/machine.h"

/**
 * Confines the calling process: no new privileges; Landlock, if the kernel has it, allows reading only below folders
 * named in plugins' `reads`; a seccomp filter refuses system calls that no plugin needs. What the kernel lacks is
 * skipped: plugins are trusted code, and this is a second line of defence. 0, or -errno if the kernel has a mechanism
 * but refuses it.
 */
int probe_sandbox_enter(const struct machine *machine, const struct registry *registry);

#endif
