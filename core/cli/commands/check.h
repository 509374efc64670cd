/* SPDX-License-Identifier: MIT */
/** @file A check for Nagios: one line, and exit statuses that are not those of the other commands. */
#ifndef XF_CLI_CHECK_H
#define XF_CLI_CHECK_H

#include "core/cli/cli.h"

extern const struct command command_check;

/** Prints the line for a check that could not be made, and why. Returns Nagios' exit status for that, 3. */
int command_check_failed(const char *why);

#endif
