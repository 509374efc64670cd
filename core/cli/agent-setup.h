/* SPDX-License-Identifier: MIT */
/** @file What the commands that have to do with the agent share. */
#ifndef XF_AGENT_SETUP_H
#define XF_AGENT_SETUP_H

#include "core/agent/agent.h"
#include "core/cli/cli.h"

/** What the agent is set up from. */
struct agent_setup {
	struct arena *arena;
	const char *state; /**< folder for unsent reports; it may not exist */
	struct config_source source;
};

/** Subsystems whose uevents can change a verdict or a count; ends with NULL. */
extern const char *const cli_subsystems[];
/** The agent's state folder. */
const char *cli_state_folder(struct arena *arena);
/** Fills it; `path` is the configuration's, NULL for the default. Free it in any case. Returns an exit code. */
int cli_agent_setup(struct agent_setup *setup, const struct cli *cli, const char *path);
/** Frees it. */
void cli_agent_setup_free(struct agent_setup *setup);
/**
 * Prints all that is wrong with a configuration, and where, a line each; `error` is what config_load returned. `begin`
 * is called before each line. Returns the exit code.
 */
int cli_fail_config(const struct config_mistakes *mistakes, int error, void (*begin)(void));

#endif
