/* SPDX-License-Identifier: MIT */
/*
 * All facts for programs. Ansible throws the output away on any exit code but 0, and Facter warns of
 * every line on standard error, so a report that could be made is a success whatever it says.
 */
#include "core/cli/cli.h"

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
static int check_keys(const struct xf_session *session)
{
	const char *const *keys = (const char *const *)session->cli->arguments, *missing = NULL;

	if (!session->cli->count || xf_tree_walk(&session->report, keys, ignore, NULL, &missing) != -ENOENT)
		return XF_EXIT_OK;
	struct xf_nearest nearest = { .word = missing };

	xf_tree_walk(&session->report, NULL, offer_key, &nearest, &missing);
	return xf_fail_word(session->cli->command, "key", &nearest);
}

/* The sink between the report and the encoder: the outermost map gets a name within another. */
struct inner {
	const struct xf_output *output;
	const char *name;
};

static int receive(void *context, const struct xf_event *event)
{
	const struct inner *inner = context;
	struct xf_event named = *event;

	if (!*named.path && named.kind == XF_MAP_OPEN)
		named.key = inner->name;
	return inner->output->encoder->receive(inner->output->context, &named);
}

static int send(const struct xf_output *output, enum xf_event_kind kind, const char *key)
{
	struct xf_event event = { .kind = kind, .key = key, .path = "-" };

	return output->encoder->receive(output->context, &event);
}

/* Maps around the report, the outermost first; behind the inner of two, what a module of Ansible must say. */
static int walk(const struct xf_output *output, const struct xf_session *session, const char *const *around)
{
	const struct xf_cli *cli = session->cli;
	size_t depth = around && around[0] ? around[1] ? 2 : 1 : 0;
	struct inner inner = { output, depth ? around[depth - 1] : NULL };
	const char *missing;
	int error = 0;

	for (size_t i = 0; i < depth && !error; i++)
		error = send(output, XF_MAP_OPEN, i ? around[i - 1] : NULL);
	if (!error)
		error = xf_tree_walk(&session->report, cli->count ? (const char *const *)cli->arguments : NULL,
		                     receive, &inner, &missing);
	if (!error && depth == 2)
		error = send(output, XF_MAP_CLOSE, NULL);
	if (!error && depth == 2)
		error = send(output, XF_SCALAR_BOOL, "changed");
	return !error && depth ? send(output, XF_MAP_CLOSE, NULL) : error;
}

static int print_metrics(const struct xf_session *session)
{
	int error = xf_encode_prometheus(stdout, &session->report);

	return error ? xf_fail_errno(XF_DEED_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

int xf_facts_print(const struct xf_session *session, const char *format, const char *const *around)
{
	struct xf_output output;
	int code = check_keys(session), error = 0;

	if (code)
		return code;
	if (!strcmp(format, "prometheus"))
		return print_metrics(session);
	code = xf_output_open(&output, format);
	if (code == XF_EXIT_OK)
		error = walk(&output, session, around);
	int closed = xf_output_close(&output, error);

	return code ? code : closed;
}

int xf_cmd_facts(const struct xf_cli *cli)
{
	const char *format = cli->option[XF_OPT_FORMAT] ? cli->option[XF_OPT_FORMAT] : "json";
	const struct xf_consumer *consumer = xf_consumer_find(format);
	struct xf_session session;

	if (consumer)
		return xf_consumer_answer(cli, consumer);
	if (cli->count && !strcmp(format, "prometheus"))
		return xf_fail_usage(cli->command, "--format prometheus takes no KEY: a metric is not a fact");
	int code = xf_session_report(&session, cli);

	if (code == XF_EXIT_OK)
		code = xf_facts_print(&session, format, NULL);
	xf_session_close(&session);
	return code;
}
