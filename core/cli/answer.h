/* SPDX-License-Identifier: MIT */
/** @file Facts for a tool that runs us. */
#ifndef XF_CLI_ANSWER_H
#define XF_CLI_ANSWER_H

#include "core/cli/cli.h"
#include "facts/formats/format.h"

/**
 * Prints the facts in a format that always answers: one object, in which the keys `domain`, `mode` and `error` say so
 * if there can be no report; nothing goes to standard error. XF_EXIT_OK.
 */
int cli_answer(const struct cli *cli, const struct format *format);

#endif
