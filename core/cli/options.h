/* SPDX-License-Identifier: MIT */
/** @file The parser of the command line. */
#ifndef XF_CLI_OPTIONS_H
#define XF_CLI_OPTIONS_H

#include "core/cli/cli.h"

/**
 * Parses a command line: global options, the command, then its options and arguments in any order.
 * XF_EXIT_OK, or XF_EXIT_USAGE.
 */
int xf_cli_parse(struct xf_cli *cli, int argc, char **argv);

#endif
