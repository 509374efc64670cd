/* SPDX-License-Identifier: MIT */
/** @file A session as the command line's options ask for it; what goes wrong is said. */
#ifndef XF_CLI_SESSION_H
#define XF_CLI_SESSION_H

#include "core/cli/cli.h"
#include "core/probe/session.h"

/** The options of a session. */
struct xf_session_options xf_cli_options(const struct xf_cli *cli);
/** As xf_session_plugins. An exit code. */
int xf_cli_plugins(struct xf_session *session, const struct xf_cli *cli);
/** As xf_session_machine. An exit code. */
int xf_cli_machine(struct xf_session *session, const struct xf_cli *cli);
/** As xf_session_report; `format` is what will be written, or NULL. An exit code. */
int xf_cli_report(struct xf_session *session, const struct xf_cli *cli, const struct xf_format *format);

#endif
