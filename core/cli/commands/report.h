/* SPDX-License-Identifier: MIT */
/** @file The report for people, as the commands `report` and `watch` print it. */
#ifndef XF_CLI_REPORT_H
#define XF_CLI_REPORT_H

#include "core/cli/session.h"

/** Prints the report of a session on standard output. Returns an exit code. */
int command_print_report(const struct cli *cli, const struct session *session);

#endif
