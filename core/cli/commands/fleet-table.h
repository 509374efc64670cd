/* SPDX-License-Identifier: MIT */
/** @file The summary of a fleet, for people. */
#ifndef XF_CLI_FLEET_TABLE_H
#define XF_CLI_FLEET_TABLE_H

#include "core/cli/cli.h"
#include "facts/fleet/summary.h"

/** Prints the summary. Returns an exit code. */
int command_fleet_table(const struct cli *cli, const struct fleet *fleet, const struct fleet_summary *summary);

#endif
