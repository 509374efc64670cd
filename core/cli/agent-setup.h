/* SPDX-License-Identifier: MIT */
/** @file What the commands `agent` and `config` share. */
#ifndef XF_AGENT_SETUP_H
#define XF_AGENT_SETUP_H

#include "core/agent/agent.h"
#include "core/cli/cli.h"

/** What the agent is set up from. */
struct agent_setup {
	struct arena *arena;
	const char *state;                /**< folder for what is unsent, there or not */
	struct config_source source;
};

/** Finds all that; `path` of the configuration, NULL for the usual one. Free it whatever the result. An exit code. */
int cli_agent_setup(struct agent_setup *setup, const struct cli *cli, const char *path);
/** Frees it. */
void cli_agent_setup_free(struct agent_setup *setup);
/** Says what is wrong with a configuration, and where; `error` as config_load answered. Returns the exit code. */
int cli_fail_config(const struct config_mistake *mistake, int error);

#endif
