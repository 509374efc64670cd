/* SPDX-License-Identifier: MIT */
/*
 * All facts for programs. Ansible throws the output away on any exit code but 0, and Facter warns of
 * every line on standard error, so a report that could be made is a success whatever it says.
 */
#include "cli.h"

#include <errno.h>
#include <string.h>

static int ignore(void *context, const struct xf_event *event)
{
	(void)context;
	(void)event;
	return 0;
}

/* Facts, and the maps at the top; those between are many, and often called like a fact elsewhere. */
static int offer_key(void *context, const struct xf_event *event)
{
	bool map = event->kind == XF_MAP_OPEN || event->kind == XF_MAP_CLOSE;

	if (*event->path && !(map && strchr(event->path, '.')))
		xf_nearest_offer(context, event->path);
	return 0;
}

/* Asked before anything is written, so that a wrong key leaves no half document. */
static int check_keys(const struct xf_session *session, const char *const *keys)
{
	const char *missing = NULL;

	if (xf_tree_walk(&session->report, keys, ignore, NULL, &missing) != -ENOENT)
		return XF_EXIT_OK;
	struct xf_nearest nearest = { .word = missing };

	xf_tree_walk(&session->report, NULL, offer_key, &nearest, &missing);
	return xf_fail_word(session->cli->command, "key", &nearest);
}

static int print_facts(const struct xf_session *session, const char *const *keys)
{
	const char *format = session->cli->option[XF_OPT_FORMAT], *missing;
	struct xf_output output;
	int code = xf_output_open(&output, format ? format : "json");
	int error = 0;

	if (code == XF_EXIT_OK)
		error = xf_tree_walk(&session->report, keys, output.encoder->receive, output.context,
		                     &missing);
	int close = xf_output_close(&output, error);

	return code ? code : close;
}

int xf_cmd_facts(const struct xf_cli *cli)
{
	const char *const *keys = cli->count ? (const char *const *)cli->arguments : NULL;
	struct xf_session session;
	int code = xf_session_report(&session, cli);

	if (code == XF_EXIT_OK && keys)
		code = check_keys(&session, keys);
	if (code == XF_EXIT_OK)
		code = print_facts(&session, keys);
	xf_session_close(&session);
	return code;
}
