/* SPDX-License-Identifier: MIT */
/** @file What a worker may still do once it runs plugins: read what they declared, and answer. */
#ifndef XF_SANDBOX_H
#define XF_SANDBOX_H

#include "core/probe/registry.h"
#include "core/machine/machine.h"

/**
 * Shuts the calling process in: no new privileges; Landlock, where the kernel has it, allows to read below the
 * folders that plugins' `reads` name and nothing else; a seccomp filter refuses system calls that no
 * look needs. What the kernel cannot do is left out: plugins are trusted code, this is the second lock.
 * 0, or -errno when a lock that the kernel has could not be closed.
 */
int probe_sandbox_enter(const struct machine *machine, const struct registry *registry);

#endif
