/* SPDX-License-Identifier: MIT */
/*
 * One run of the tool: which machine, which plugins, one arena for all that is found. Every command that
 * looks at a machine goes through here, and so does the agent, so options work alike everywhere.
 */
#include "core/probe/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/probe/run.h"
#include "core/util/object.h"
#include "core/util/parse.h"

static int fail(struct xf_session *session, enum xf_step step, const char *name, int error)
{
	session->failure = (struct xf_failure){ .step = error == -ENOMEM ? XF_STEP_MEMORY : step,
		.name = error == -ENOMEM ? "" : name, .error = error };
	return error;
}

int xf_session_plugins(struct xf_session *session, const struct xf_session_options *options)
{
	struct xf_folder found;
	const char *given = options->plugin_folder, *folder = given ? given : xf_folder_plugins(&found);

	*session = (struct xf_session){ .options = *options, .arena = xf_arena_new() };
	if (!session->arena)
		return fail(session, XF_STEP_MEMORY, "", -ENOMEM);
	int error = xf_registry_load(&session->registry, folder);

	if (!error && !session->registry.count && !session->registry.refused_count)
		error = -ENODATA; /* a report without a single observation would only mislead */
	return error ? fail(session, given ? XF_STEP_PLUGIN_DIR : XF_STEP_PLUGINS, xf_str(session->arena, folder),
	                    error) : 0;
}

/* A manifest's mistakes have a file and a line of their own. */
static int open_guest(struct xf_session *session, const char *file)
{
	char *wrong = NULL;
	int error = xf_sysroot_manifest(file, &session->root, &wrong);

	if (error)
		fail(session, XF_STEP_GUEST, file, error);
	if (error && wrong)
		session->failure.sentence = xf_str(session->arena, wrong);
	free(wrong);
	return error;
}

int xf_session_open(struct xf_session *session)
{
	const char *tree = session->options.root;

	if (session->options.guest)
		return open_guest(session, session->options.guest);
	bool live = !tree || !strcmp(tree, "/");
	int error = live ? xf_sysroot_live(&session->root) : xf_sysroot_tree(tree, &session->root);

	return error ? fail(session, XF_STEP_ROOT, live ? "/" : tree, error) : 0;
}

int xf_session_machine(struct xf_session *session, const struct xf_session_options *options)
{
	int error = xf_session_plugins(session, options);

	return error ? error : xf_session_open(session);
}

/* What people call the machine: its own name, or that of the tree or file that stands for it. */
static const char *host_name(const struct xf_session *session)
{
	const char *guest = session->options.guest, *path = guest ? guest : session->options.root;
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
	struct xf_run_options options = { .root = session->root, .registry = &session->registry,
		.deadline_ms = deadline_ms, .meanwhile = xf_format_prepare,
		.context = session->options.format };
	int error = xf_run(session->arena, &options, &session->report);

	if (error)
		return fail(session, XF_STEP_RUN, "", error);
	session->report.host = host_name(session);
	return 0;
}

int xf_session_report(struct xf_session *session, const struct xf_session_options *options)
{
	int error = xf_session_machine(session, options);

	return error ? error : xf_session_run(session, 0);
}

void xf_session_close(struct xf_session *session)
{
	xf_sysroot_close(session->root);
	xf_registry_close(&session->registry);
	xf_arena_free(session->arena);
}
