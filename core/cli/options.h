/* SPDX-License-Identifier: MIT */
/** @file The command line: its tables, and its parser. */
#ifndef XF_CLI_OPTIONS_H
#define XF_CLI_OPTIONS_H

#include "core/cli/cli.h"

/**
 * Parses a command line: global options, the command, then its options and arguments in any order. Returns XF_EXIT_OK
 * or XF_EXIT_USAGE.
 */
int cli_parse(struct cli *cli, int argc, char **argv);

/** Sorted by name; ends with NULL. */
extern const struct command *const cli_commands[];
/** Options that every command takes. */
extern const struct cli_option cli_global_options[];
/** Prints the spectrum (report.c); the table entry for no command at all. */
extern const struct command cli_no_command;
/** What a file's path in place of a command may be: a call by Ansible (ansible.c). */
extern const struct command cli_module_command;

#endif
