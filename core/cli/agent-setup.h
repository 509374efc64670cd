/* SPDX-License-Identifier: MIT */
/** @file What the commands `agent` and `config` share. */
#ifndef XF_AGENT_SETUP_H
#define XF_AGENT_SETUP_H

#include "core/agent/agent.h"
#include "core/cli/cli.h"

/** What the agent is set up from. */
struct xf_agent_setup {
	struct xf_arena *arena;
	const char *state;                /**< folder for what is unsent, there or not */
	struct xf_config_source source;
};

/** Finds all that; `path` of the configuration, NULL for the usual one. Free it whatever the result. An exit code. */
int xf_agent_setup(struct xf_agent_setup *setup, const struct xf_cli *cli, const char *path);
/** Frees it. */
void xf_agent_setup_free(struct xf_agent_setup *setup);
/** Says what is wrong with a configuration, and where; `error` as xf_config_load answered. Returns the exit code. */
int xf_fail_config(const struct xf_mistake *mistake, int error);

#endif
