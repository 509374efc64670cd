/* SPDX-License-Identifier: MIT */
/** @file A session with the command line's options; failures are reported on standard error. */
#ifndef XF_CLI_SESSION_H
#define XF_CLI_SESSION_H

#include "core/cli/cli.h"
#include "core/probe/session.h"

/** The session's options on the command line. */
struct session_options cli_options(const struct cli *cli);
/** As probe_session_plugins. Returns an exit code. */
int cli_plugins(struct session *session, const struct cli *cli);
/** As probe_session_machine. Returns an exit code. */
int cli_machine(struct session *session, const struct cli *cli);
/** As probe_session_report; `format` is what will be written, or NULL. Returns an exit code. */
int cli_report(struct session *session, const struct cli *cli, const struct format *format);

/**
 * The definition of a key, of the program's or a plugin's tables, whether or not the report has such a fact: a list
 * without items is left out, for example. NULL: there is no such key.
 */
const struct xf_fact_def *cli_fact_def(const struct session *session, const char *key);

#endif
