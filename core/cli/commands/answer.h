/* SPDX-License-Identifier: MIT */
/** @file Facts for a tool that runs us. */
#ifndef XF_CLI_ANSWER_H
#define XF_CLI_ANSWER_H

#include "core/cli/cli.h"
#include "facts/formats/format.h"

/**
 * Prints the facts in a format that must always answer: one object, whose keys `domain`, `mode` and `error` explain a
 * missing report; nothing goes to standard error. Returns XF_EXIT_OK.
 */
int command_answer(const struct cli *cli, const struct format *format);

/** `facts`, which --format without a command stands for. */
extern const struct command command_facts;

#endif
