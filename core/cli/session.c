/* SPDX-License-Identifier: MIT */
/* Sessions, from the command line's side: --root, --guest and --plugin-dir mean the same in every command. */
#include "core/cli/session.h"

#include "core/cli/errors.h"

struct xf_session_options xf_cli_options(const struct xf_cli *cli)
{
	return (struct xf_session_options){
		.root = cli->option[XF_OPT_ROOT], .guest = cli->option[XF_OPT_GUEST],
		.plugin_folder = cli->option[XF_OPT_PLUGIN_DIR],
	};
}

int xf_cli_plugins(struct xf_session *session, const struct xf_cli *cli)
{
	struct xf_session_options options = xf_cli_options(cli);

	return xf_session_plugins(session, &options) ? xf_fail_session(&session->failure) : XF_EXIT_OK;
}

int xf_cli_machine(struct xf_session *session, const struct xf_cli *cli)
{
	struct xf_session_options options = xf_cli_options(cli);

	return xf_session_machine(session, &options) ? xf_fail_session(&session->failure) : XF_EXIT_OK;
}

int xf_cli_report(struct xf_session *session, const struct xf_cli *cli, const struct xf_format *format)
{
	struct xf_session_options options = xf_cli_options(cli);

	options.format = format;
	return xf_session_report(session, &options) ? xf_fail_session(&session->failure) : XF_EXIT_OK;
}
