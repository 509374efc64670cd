/* SPDX-License-Identifier: MIT */
/** @file What a cloud tells of its instance, kept in files for the plugin cloud. */
#ifndef XF_CLOUD_H
#define XF_CLOUD_H

#include "core/config/config.h"
#include "core/machine/machine.h"

/**
 * Asks EC2's metadata service, if `plugin` (its configuration; NULL: it is not here) says so and the machine behind
 * `root` is one of EC2's, and keeps the answers below RUNTIME/imds, where the plugin cloud reads them; what is there
 * already is not asked for again. Otherwise that folder goes. It takes a second at most, and fails nothing: why a value
 * was not had is said once on standard error.
 */
void xf_cloud_refresh(struct xf_sysroot *root, const struct xf_plugin_config *plugin, const char *runtime);
/** Says a warning of the agent on standard error, as the journal wants it. */
void xf_agent_warn(const char *sentence);

#endif
