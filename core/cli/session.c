/* SPDX-License-Identifier: MIT */
/* Sessions as the command line asks for them: the options of every command mean the same everywhere. */
#include "core/cli/session.h"

#include "core/cli/errors.h"
#include "facts/rules/rules.h"

struct session_options cli_options(const struct cli *cli)
{
	return (struct session_options){
		.root = cli->option[XF_OPT_ROOT], .guest = cli->option[XF_OPT_GUEST],
		.log = cli->option[XF_OPT_LOG], .plugin_folder = cli->option[XF_OPT_PLUGIN_DIR],
		.require_sandbox = cli->option[XF_OPT_REQUIRE_SANDBOX],
	};
}

int cli_plugins(struct session *session, const struct cli *cli)
{
	struct session_options options = cli_options(cli);

	return probe_session_plugins(session, &options) ? cli_fail_session(&session->failure) : XF_EXIT_OK;
}

int cli_machine(struct session *session, const struct cli *cli)
{
	struct session_options options = cli_options(cli);

	return probe_session_machine(session, &options) ? cli_fail_session(&session->failure) : XF_EXIT_OK;
}

int cli_report(struct session *session, const struct cli *cli, const struct format *format)
{
	struct session_options options = cli_options(cli);

	options.format = format;
	return probe_session_report(session, &options) ? cli_fail_session(&session->failure) : XF_EXIT_OK;
}

const struct xf_fact_def *cli_fact_def(const struct session *session, const char *key)
{
	const struct xf_fact_def *def = facts_model_def(&rules_model, key);

	for (size_t i = 0; i < session->registry.count && !def; i++)
		def = facts_def_find(session->registry.loaded[i].plugin->facts, key);
	return def && def->strength != XF_MOVING ? def : NULL; /* what moves is not a fact */
}
