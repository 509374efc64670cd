/* SPDX-License-Identifier: MIT */
/*
 * The agent, from the command line's side: what it looks at, how a report is written, and where its words go. A look
 * runs in a child of the agent, as the same code as a run of `facts`.
 */
#include "core/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cli/agent-setup.h"
#include "core/cli/cloud.h"

/* Devices whose coming and going can change a verdict or a count: front ends, back ends, and what hangs on them. */
static const char *const subsystems[] = { "xen", "xen-backend", "net", "block", NULL };

/* ---- one look ---- */

/* What the callbacks are handed. */
struct run {
	const struct xf_cli *cli;
	const char *runtime; /* folder */
};

/* Drops what is off; one that came since the configuration was read is on. */
static void select_plugins(struct xf_registry *registry, const struct xf_config *config)
{
	size_t count = 0;

	for (size_t i = 0; i < registry->count; i++) {
		const struct xf_plugin_config *plugin =
			xf_plugin_config_of(&config->plugins, registry->loaded[i].plugin->name);

		if (plugin && !plugin->enabled)
			continue;
		registry->loaded[count] = registry->loaded[i];
		if (plugin)
			xf_plugin_config_apply(plugin, &registry->loaded[count]);
		count++;
	}
	registry->count = count;
}

static int write_format(const struct xf_session *session, const struct xf_agent_format *format)
{
	const struct xf_consumer *consumer = xf_consumer_find(format->name);

	fflush(stdout);
	if (dup2(format->fd, STDOUT_FILENO) < 0)
		return xf_fail_errno(XF_DEED_OUTPUT, "memory", -errno);
	int code = xf_facts_print(session, consumer ? "json" : format->name, consumer ? consumer->around : NULL);

	return code ? code : xf_output_finish();
}

static int look(void *context, const struct xf_config *config, const struct xf_agent_format *formats, size_t count)
{
	const struct run *own = context;
	struct xf_session session;
	int code = xf_session_machine(&session, own->cli);

	if (code == XF_EXIT_OK) {
		xf_cloud_refresh(session.root, xf_plugin_config_of(&config->plugins, "cloud"), own->runtime);
		select_plugins(&session.registry, config);
		code = xf_session_run(&session, (unsigned)config->deadline_ms);
	}
	for (size_t i = 0; i < count && code == XF_EXIT_OK; i++)
		code = write_format(&session, &formats[i]);
	return code; /* the process ends: nothing needs to be freed */
}

/* ---- its words ---- */

/* Is that where our words go? The variable is inherited by whatever a service starts (systemd.exec(5)). */
static bool to_journal(void)
{
	const char *stream = secure_getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && !fstat(STDERR_FILENO, &status) &&
		status.st_dev == (dev_t)device && status.st_ino == (ino_t)inode;
}

/* The journal reads "<4>" as the urgency (sd-daemon(3)); a person needs none. */
static void begin_line(enum xf_agent_level level)
{
	if (to_journal())
		fprintf(stderr, "<%d>", (int)level);
}

static void say(void *context, enum xf_agent_level level, const char *sentence)
{
	(void)context;
	begin_line(level);
	fprintf(stderr, "xenfacts: %s\n", sentence);
}

void xf_agent_warn(const char *sentence)
{
	say(NULL, XF_AGENT_WARNING, sentence);
}

static void mistaken(void *context, const struct xf_mistake *mistake, int error)
{
	(void)context;
	begin_line(XF_AGENT_ERROR);
	xf_fail_config(mistake, error);
}

/* Beside a service manager somebody must make it. Is it there now? */
static bool make_folder(const char *path, mode_t mode)
{
	struct stat status;

	mkdir(path, mode);
	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

static int run(const struct xf_cli *cli, const struct xf_agent_setup *setup)
{
	struct run own = { cli, setup->source.runtime };
	struct xf_agent_options options = {
		.source = setup->source, .version = XF_VERSION,
		.state = make_folder(setup->state, 0700) ? setup->state : NULL,
		.once = cli->option[XF_OPT_ONCE] != NULL, .subsystems = subsystems, .look = look, .say = say,
		.mistaken = mistaken, .context = &own,
	};

	make_folder(setup->source.runtime, 0755);
	int result = xf_agent_run(&options);

	if (result == -EINVAL)
		return XF_EXIT_INPUT;
	if (result < 0)
		return xf_fail_errno(XF_DEED_AGENT, "", result);
	return result ? XF_EXIT_INTERNAL : XF_EXIT_OK;
}

int xf_cmd_agent(const struct xf_cli *cli)
{
	struct xf_agent_setup setup;
	int code = xf_agent_setup(&setup, cli, cli->option[XF_OPT_CONFIG]);

	if (code == XF_EXIT_OK)
		code = run(cli, &setup);
	xf_agent_setup_free(&setup);
	return code;
}
