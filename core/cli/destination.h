/* SPDX-License-Identifier: MIT */
/** @file Where a command's output goes if not to standard output: --output. */
#ifndef XF_CLI_DESTINATION_H
#define XF_CLI_DESTINATION_H

#include "core/cli/cli.h"

/** For commands that take --output, where `what` is a string literal: "its ending is the format". */
#define XF_OUTPUT_OPTION(what) { XF_OPT_OUTPUT, "output", 'o', "FILE", NULL, "write to FILE" what }

/**
 * Runs `print`, whose standard output becomes the file of --output: it appears whole or not at all, and replaces
 * another. Without --output, or for `-`, print writes to standard output. Something that is not a regular file, such as
 * a pipe, is written to. Returns an exit code: print's, or that of the write.
 */
int cli_print_to(const struct cli *cli, int (*print)(const struct cli *cli));

/** The ending of --output's file, "html", without its dot; "" if it has none or goes to standard output. */
const char *cli_output_ending(const struct cli *cli);

#endif
