/* SPDX-License-Identifier: MIT */
/** @file The command line: its tables, and its parser. */
#ifndef XF_CLI_OPTIONS_H
#define XF_CLI_OPTIONS_H

#include "core/cli/cli.h"

/**
 * Parses a command line: global options, the command, then its options and arguments in any order. Returns XF_EXIT_OK
 * or XF_EXIT_USAGE.
 */
int cli_parse(struct cli *cli, const struct cli_program *program, int argc, char **argv);

/** The command of that name; NULL: there is none, and what was probably meant is printed. */
const struct command *cli_find_command(const struct cli_program *program, const char *name);

/** Options that every command takes. */
extern const struct cli_option cli_global_options[];

#endif
