/* SPDX-License-Identifier: MIT */
/** @file One side of a comparison: a saved report, a recorded guest, a captured tree, or a machine. */
#ifndef XF_CLI_SIDE_H
#define XF_CLI_SIDE_H

#include "core/cli/session.h"
#include "facts/saved/saved.h"

/** A side. */
struct cli_side {
	const char *name; /**< for people: the path that was given, or the machine's own name; cleaned */
	struct saved saved;
	struct session session; /**< if the report had to be made */
	struct arena *arena;    /**< of a report that was only read */
};

/**
 * Reads a report, or makes one. `path`: what `xenfacts facts` or `xenfacts record` wrote, a captured tree, "-" for a
 * report on standard input; NULL: the machine that the options name. Close it in any case. Returns an exit code.
 */
int cli_side_open(struct cli_side *side, const struct cli *cli, const char *path);
/**
 * Reads the report of this machine that was current at a time, from the agent's history. `when`: how long ago, "7d", or
 * a date, "2026-11-22" or "2026-11-22T10:00", in local time, or with Z in UTC. Returns an exit code.
 */
int cli_side_since(struct cli_side *side, const struct cli *cli, const char *when);
/** Frees the side. */
void cli_side_close(struct cli_side *side);

#endif
