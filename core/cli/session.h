/* SPDX-License-Identifier: MIT */
/** @file A session as the command line's options ask for it; what goes wrong is said. */
#ifndef XF_CLI_SESSION_H
#define XF_CLI_SESSION_H

#include "core/cli/cli.h"
#include "core/probe/session.h"

/** The options of a session. */
struct session_options cli_options(const struct cli *cli);
/** As probe_session_plugins. An exit code. */
int cli_plugins(struct session *session, const struct cli *cli);
/** As probe_session_machine. An exit code. */
int cli_machine(struct session *session, const struct cli *cli);
/** As probe_session_report; `format` is what will be written, or NULL. An exit code. */
int cli_report(struct session *session, const struct cli *cli, const struct format *format);

#endif
