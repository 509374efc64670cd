/* SPDX-License-Identifier: MIT */
/*
 * What the agent and `config` share: where the configuration is, what it may contain, and how its mistakes are
 * reported. A service manager names the folders it created for us in environment variables; these say where we write,
 * never what we read.
 */

#include "core/cli/agent-setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/util/object.h"
#include "facts/formats/format.h"

#define CONFIG_DIR "/etc/xenfacts"
#define RUNTIME_DIR "/run/xenfacts"
#define STATE_DIR "/var/lib/xenfacts"

/* Front ends, back ends, and what is attached to them. */
const char *const cli_subsystems[] = { "xen", "xen-backend", "net", "block", NULL };

/* systemd passes a list; the first entry is the one we asked for. */
static const char *folder_of(struct arena *arena, const char *given, const char *usual)
{
	return given && *given == '/' ? arena_dup(arena, given, strcspn(given, ":")) : usual;
}

const char *cli_state_folder(struct arena *arena)
{
	return folder_of(arena, secure_getenv("STATE_DIRECTORY"), STATE_DIR);
}

int cli_agent_setup(struct agent_setup *setup, const struct cli *cli, const char *path)
{
	struct object_folder found, sinks;
	const char *plugins = cli->option[XF_OPT_PLUGIN_DIR];

	*setup = (struct agent_setup){ .arena = arena_new() };
	if (!setup->arena)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	if (!plugins)
		plugins = object_plugin_folder(&found);
	if (faccessat(AT_FDCWD, plugins, R_OK | X_OK, AT_EACCESS)) /* access(2) would check the real user */
		return cli_fail_errno(XF_STEP_PLUGINS, plugins, -errno);
	const char *wrong;
	const struct reader_module *reader = object_module(setup->arena, "reader", "xenfacts_reader", &wrong);

	if (!reader)
		return cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
	setup->state = cli_state_folder(setup->arena);
	setup->source = (struct config_source){
		.files = { path ? path : CONFIG_DIR, !path, reader },
		.plugin_folder = arena_str(setup->arena, plugins),
		.sink_folder = arena_str(setup->arena, object_sink_folder(&sinks)),
		.formats = XF_FORMAT_NAMES,
		.runtime = folder_of(setup->arena, secure_getenv("RUNTIME_DIRECTORY"), RUNTIME_DIR),
	};
	return XF_EXIT_OK;
}

void cli_agent_setup_free(struct agent_setup *setup)
{
	arena_free(setup->arena);
}

static void fail_mistake(const struct config_mistake *mistake)
{
	if (mistake->error)
		cli_fail_errno(XF_OP_CONFIG, mistake->file, mistake->error);
	else if (mistake->line)
		cli_fail(XF_EXIT_INPUT, "%s:%u:%u: %s", mistake->file, mistake->line, mistake->column,
		         mistake->sentence);
	else
		cli_fail(XF_EXIT_INPUT, "%s: %s", mistake->file, mistake->sentence);
}

int cli_fail_config(const struct config_mistakes *mistakes, int error, void (*begin)(void))
{
	if (error == -ENOMEM) {
		begin();
		return cli_fail_errno(XF_STEP_MEMORY, "", error);
	}
	for (size_t i = 0; i < mistakes->count; i++) {
		begin();
		fail_mistake(&mistakes->list[i]);
	}
	if (!mistakes->more)
		return XF_EXIT_INPUT;
	begin();
	return cli_fail(XF_EXIT_INPUT, "and %zu more; correct these first", mistakes->more);
}
