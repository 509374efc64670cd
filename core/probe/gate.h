/* SPDX-License-Identifier: MIT */
/** @file Running a plugin, where it has anything to tell. */
#ifndef XF_GATE_H
#define XF_GATE_H

#include "core/probe/probe.h"
#include "core/probe/registry.h"

/**
 * Runs a plugin of the registry, by its number there, and appends its records to `message` (wire.h). One that is
 * only_on_xen is not run, and says nothing, where a plugin of this registry finds that it would be in vain; which of
 * both holds is found out at most once for these looks.
 */
void probe_gate_run(struct observations *observations, const struct registry *registry, size_t number,
                    struct buf *message);

#endif
