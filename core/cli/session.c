/* SPDX-License-Identifier: MIT */
/*
 * One run of the tool: which machine, which plugins, one arena for all that is found. Every command that
 * looks at a machine goes through here, so --root, --guest and --plugin-dir work alike everywhere.
 */
#include "core/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/util/parse.h"

int xf_session_plugins(struct xf_session *session, const struct xf_cli *cli)
{
	struct xf_folder found;
	const char *given = cli->option[XF_OPT_PLUGIN_DIR];
	const char *folder = given ? given : xf_folder_plugins(&found);

	*session = (struct xf_session){ .cli = cli, .arena = xf_arena_new() };
	if (!session->arena)
		return xf_fail_errno(XF_DEED_MEMORY, "", -ENOMEM);
	int error = xf_registry_load(&session->registry, folder);

	if (error == -ENOMEM)
		return xf_fail_errno(XF_DEED_MEMORY, "", error);
	if (!error && !session->registry.count && !session->registry.refused_count)
		error = -ENODATA; /* a report without a single look would only mislead */
	return error ? xf_fail_errno(given ? XF_DEED_PLUGIN_DIR : XF_DEED_PLUGINS, folder, error) : 0;
}

/* A manifest's mistakes have a file and a line of their own. */
static int open_guest(struct xf_session *session, const char *file)
{
	char *wrong = NULL;
	int error = xf_sysroot_manifest(file, &session->root, &wrong);
	int code = XF_EXIT_OK;

	if (error && wrong)
		code = xf_fail(XF_EXIT_INPUT, "%s", wrong);
	else if (error)
		code = xf_fail_errno(XF_DEED_GUEST, file, error);
	free(wrong);
	return code;
}

int xf_session_open(struct xf_session *session)
{
	const char *guest = session->cli->option[XF_OPT_GUEST];
	const char *tree = session->cli->option[XF_OPT_ROOT];

	if (guest)
		return open_guest(session, guest);
	bool live = !tree || !strcmp(tree, "/");
	int error = live ? xf_sysroot_live(&session->root) : xf_sysroot_tree(tree, &session->root);

	return error ? xf_fail_errno(XF_DEED_ROOT, live ? "/" : tree, error) : XF_EXIT_OK;
}

int xf_session_machine(struct xf_session *session, const struct xf_cli *cli)
{
	int code = xf_session_plugins(session, cli);

	return code ? code : xf_session_open(session);
}

/* What people call the machine: its own name, or that of the tree or file that stands for it. */
static const char *host_name(const struct xf_session *session)
{
	const char *guest = session->cli->option[XF_OPT_GUEST];
	const char *path = guest ? guest : session->cli->option[XF_OPT_ROOT];
	struct utsname system;
	size_t end, begin;

	if (xf_sysroot_is_live(session->root) || !path) {
		if (uname(&system))
			return "localhost";
		return xf_parse_clean(session->arena, system.nodename, strlen(system.nodename), 255);
	}
	for (end = strlen(path); end > 1 && path[end - 1] == '/';)
		end--;
	for (begin = end; begin && path[begin - 1] != '/';)
		begin--;
	if (guest && end - begin > 6 && !strncmp(path + end - 6, ".guest", 6))
		end -= 6;
	return xf_parse_clean(session->arena, path + begin, end - begin, 255);
}

int xf_session_run(struct xf_session *session, unsigned deadline_ms)
{
	struct xf_cli copy = *session->cli;
	struct xf_run_options options = { .root = session->root, .registry = &session->registry,
		.deadline_ms = deadline_ms, .meanwhile = xf_output_prepare, .context = &copy };
	int error = xf_run(session->arena, &options, &session->report);

	if (error)
		return xf_fail_errno(error == -ENOMEM ? XF_DEED_MEMORY : XF_DEED_RUN, "", error);
	session->report.host = host_name(session);
	return XF_EXIT_OK;
}

int xf_session_report(struct xf_session *session, const struct xf_cli *cli)
{
	int code = xf_session_machine(session, cli);

	return code ? code : xf_session_run(session, 0);
}

void xf_session_close(struct xf_session *session)
{
	xf_sysroot_close(session->root);
	xf_registry_close(&session->registry);
	xf_arena_free(session->arena);
}
