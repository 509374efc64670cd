/* SPDX-License-Identifier: MIT */
/** @file The command line: its tables, and its parser. */
#ifndef XF_CLI_OPTIONS_H
#define XF_CLI_OPTIONS_H

#include "core/cli/cli.h"

/**
 * Parses a command line: global options, the command, then its options and arguments in any order.
 * XF_EXIT_OK, or XF_EXIT_USAGE.
 */
int cli_parse(struct cli *cli, int argc, char **argv);

/** In the order of their names; ends with NULL. */
extern const struct command *const cli_commands[];
/** Options of every command. */
extern const struct cli_option cli_global_options[];
/** Prints the spectrum (report.c); the entry of the table that stands for no command at all. */
extern const struct command cli_no_command;
/** What a call with the path of a file for a command may be: one of Ansible (ansible.c). */
extern const struct command cli_module_command;

#endif
