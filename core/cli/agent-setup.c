/* SPDX-License-Identifier: MIT */
/*
 * What the agent and `config` share: where the configuration is, what may stand in it, and how its mistakes are worded.
 * The folders that a service manager makes for us come from its variables; they say where we write, never what we see.
 */
#include "agent-setup.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG_DIR "/etc/xenfacts"
#define RUNTIME_DIR "/run/xenfacts"
#define STATE_DIR "/var/lib/xenfacts"

static int is_object(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 3 && !strcmp(entry->d_name + length - 3, ".so");
}

/* By their files' names, which are the plugins'; none is opened, since the agent must not hold them. */
static int list_plugins(struct xf_agent_setup *setup, const char *folder)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_object, alphasort), error = 0;

	if (count < 0)
		return -errno;
	setup->plugins = xf_alloc(setup->arena, ((size_t)count + 1) * sizeof(*setup->plugins));
	for (int i = 0; i < count; i++) {
		if (setup->plugins)
			setup->plugins[i] = xf_dup(setup->arena, entries[i]->d_name, strlen(entries[i]->d_name) - 3);
		free(entries[i]);
	}
	free(entries);
	if (!setup->plugins || xf_arena_failed(setup->arena))
		error = -ENOMEM;
	return error;
}

/* systemd gives a list; the first is the one that was asked for. */
static const char *folder_of(struct xf_arena *arena, const char *given, const char *usual)
{
	return given && *given == '/' ? xf_dup(arena, given, strcspn(given, ":")) : usual;
}

int xf_agent_setup(struct xf_agent_setup *setup, const struct xf_cli *cli, const char *path)
{
	struct xf_folder found, sinks;
	const char *plugins = cli->option[XF_OPT_PLUGIN_DIR];
	struct stat status;

	*setup = (struct xf_agent_setup){ .arena = xf_arena_new() };
	if (!setup->arena)
		return xf_fail_errno(XF_DEED_MEMORY, "", -ENOMEM);
	if (!plugins)
		plugins = xf_folder_plugins(&found);
	int error = list_plugins(setup, plugins);

	if (error)
		return xf_fail_errno(error == -ENOMEM ? XF_DEED_MEMORY : XF_DEED_PLUGINS, plugins, error);
	const struct xf_reader *reader = xf_module("reader", "xenfacts_reader");

	if (!reader || reader->version != XF_MODULE_VERSION)
		return XF_EXIT_INTERNAL;
	const char *state = folder_of(setup->arena, secure_getenv("STATE_DIRECTORY"), STATE_DIR);

	setup->state = state && !stat(state, &status) && S_ISDIR(status.st_mode) ? state : NULL;
	setup->source = (struct xf_config_source){
		.files = { path ? path : CONFIG_DIR, !path, reader },
		.plugins = setup->plugins,
		.sink_folder = xf_str(setup->arena, xf_folder_sinks(&sinks)),
		.formats = XF_FORMATS,
		.runtime = folder_of(setup->arena, secure_getenv("RUNTIME_DIRECTORY"), RUNTIME_DIR),
	};
	return XF_EXIT_OK;
}

void xf_agent_setup_free(struct xf_agent_setup *setup)
{
	xf_arena_free(setup->arena);
}

int xf_fail_config(const struct xf_mistake *mistake, int error)
{
	if (error == -ENOMEM)
		return xf_fail_errno(XF_DEED_MEMORY, "", error);
	if (error != -EINVAL)
		return xf_fail_errno(XF_DEED_CONFIG, mistake->file, error);
	if (mistake->line)
		return xf_fail(XF_EXIT_INPUT, "%s:%u:%u: %s", mistake->file, mistake->line, mistake->column,
		               mistake->sentence);
	return xf_fail(XF_EXIT_INPUT, "%s: %s", mistake->file, mistake->sentence);
}
