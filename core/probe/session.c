/* SPDX-License-Identifier: MIT */
/*
 * One run of the tool: one machine, one set of plugins, one arena for everything found. Every command that reads a
 * machine uses this, and so does the agent, so options work the same everywhere.
 */
#include "core/probe/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "core/probe/run.h"
#include "core/probe/sandbox.h"
#include "core/util/object.h"
#include "core/util/parse.h"

static int fail(struct session *session, enum session_step step, const char *name, int error)
{
	session->failure = (struct session_failure){ .step = error == -ENOMEM ? XF_STEP_MEMORY : step,
		.name = error == -ENOMEM ? "" : name, .error = error };
	return error;
}

int probe_session_plugins(struct session *session, const struct session_options *options)
{
	struct object_folder found;
	const char *given = options->plugin_folder, *folder = given ? given : object_plugin_folder(&found);

	*session = (struct session){ .options = *options, .arena = arena_new() };
	if (!session->arena)
		return fail(session, XF_STEP_MEMORY, "", -ENOMEM);
	int error = probe_registry_load(&session->registry, folder);

	if (!error && !session->registry.count && !session->registry.refused_count)
		error = -ENODATA; /* a report without any observation would only mislead */
	return error ? fail(session, given ? XF_STEP_PLUGIN_DIR : XF_STEP_PLUGINS, arena_str(session->arena, folder),
	                    error) : 0;
}

/* A guest file's mistakes name a file and a line themselves. */
static int open_guest(struct session *session, const char *file)
{
	char *wrong = NULL;
	int error = machine_manifest(file, &session->machine, &wrong);

	if (error)
		fail(session, XF_STEP_GUEST, file, error);
	if (error && wrong)
		session->failure.sentence = arena_str(session->arena, wrong);
	free(wrong);
	return error;
}

int probe_session_open(struct session *session)
{
	const char *tree = session->options.root;

	if (session->options.guest)
		return open_guest(session, session->options.guest);
	if (session->options.log) {
		int wrong = machine_pasted(session->options.log, &session->machine);

		return wrong ? fail(session, XF_STEP_LOG, session->options.log, wrong) : 0;
	}
	bool live = !tree || !strcmp(tree, "/");
	int error = live ? machine_live(&session->machine) : machine_tree(tree, &session->machine);

	return error ? fail(session, XF_STEP_ROOT, live ? "/" : tree, error) : 0;
}

int probe_session_machine(struct session *session, const struct session_options *options)
{
	int error = probe_session_plugins(session, options);

	return error ? error : probe_session_open(session);
}

/* What people call the machine: its own name, or that of the tree or file that stands in for it. */
static const char *host_name(const struct session *session)
{
	const char *guest = session->options.guest, *log = session->options.log;
	const char *path = guest ? guest : log ? log : session->options.root;
	struct utsname system;
	size_t end, begin;

	if (machine_is_live(session->machine) || !path) {
		if (uname(&system))
			return "localhost";
		return parse_clean(session->arena, system.nodename, strlen(system.nodename), 255);
	}
	for (end = strlen(path); end > 1 && path[end - 1] == '/';)
		end--;
	for (begin = end; begin && path[begin - 1] != '/';)
		begin--;
	if (guest && end - begin > 6 && !strncmp(path + end - 6, ".guest", 6))
		end -= 6;
	return parse_clean(session->arena, path + begin, end - begin, 255);
}

int probe_session_run(struct session *session, unsigned deadline_ms)
{
	struct run_options options = { .machine = session->machine, .registry = &session->registry,
		.deadline_ms = deadline_ms, .require_sandbox = session->options.require_sandbox,
		.meanwhile = format_prepare, .context = session->options.format, .said = session->said,
		.exiting = &session->exiting };
	int error = probe_run(session->arena, &options, &session->report);

	if (error == -EALREADY)
		return error;
	if (error == -EOPNOTSUPP)
		return fail(session, XF_STEP_SANDBOX,
		            probe_sandbox_lacks(session->arena, session->report.sandbox), error);
	if (error)
		return fail(session, XF_STEP_RUN, "", error);
	session->report.host = host_name(session);
	return 0;
}

int probe_session_report(struct session *session, const struct session_options *options)
{
	bool awaited = options->format && options->format->answers;
	int error = probe_session_machine(session, options);

	return error ? error : probe_session_run(session, awaited ? XF_ANSWER_DEADLINE_MS : 0);
}

void probe_session_close(struct session *session)
{
	machine_close(session->machine);
	probe_registry_close(&session->registry);
	arena_free(session->arena);
	if (session->exiting)
		waitpid(session->exiting, NULL, 0); /* last: it has been exiting meanwhile */
}
