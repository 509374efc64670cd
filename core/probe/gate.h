/* SPDX-License-Identifier: MIT */
/** @file Runs a plugin, unless it has nothing to say here. */
#ifndef XF_GATE_H
#define XF_GATE_H

#include "core/probe/probe.h"
#include "core/probe/registry.h"

/**
 * Opens and runs a plugin of the registry, by its number there, and appends its records to `message` (wire.h). If one
 * of xenfacts' own plugins finds that Xen is not here, one that is only_on_xen is not even opened, and says nothing;
 * that question is asked at most once per set of observations.
 */
void probe_gate_run(struct observations *observations, const struct registry *registry, size_t number,
                    struct buf *message);

#endif
