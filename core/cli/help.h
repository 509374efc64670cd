/* SPDX-License-Identifier: MIT */
/** @file Output generated from the tables: help and completion. */
#ifndef XF_CLI_HELP_H
#define XF_CLI_HELP_H

#include "core/cli/cli.h"

/** Prints help for a command, or for the whole program when it is program->none. */
void cli_help(const struct cli_program *program, const struct command *command);
/** Prints the completion script for "bash", "zsh" or "fish". Returns an exit code. */
int cli_completion(const struct cli_program *program, const char *shell);

#endif
