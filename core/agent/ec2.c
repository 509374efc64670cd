/* SPDX-License-Identifier: MIT */
/*
 * A plugin is sandboxed and only reads, so that it can be replayed; hence the agent asks EC2's metadata service, in the
 * scan's process before the plugins run, and stores the answers as files. An instance keeps its type while it runs:
 * each value is asked for until it is known, and /run is emptied at the next boot.
 */
#include "core/agent/ec2.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/agent/modules/imds.h"
#include "core/util/files.h"
#include "core/util/object.h"

#define BUDGET_MS 1000u
#define FOLDER "imds"
#define REASON "reason" /* why the last attempt was incomplete, so that it is logged once */

#define IMDS(path, file, fact, sentence) { path, file },

/* What is asked for, and the file that keeps it for the plugin cloud. */
static const struct {
	const char *path, *file;
} wanted[] = {
#include "facts/rules/imds.def"
};
#define COUNT (sizeof(wanted) / sizeof(wanted[0]))

/*
 * Does this machine say that it is an EC2 instance? As in cloud-init's tools/ds-identify (ec2_identify_platform),
 * except for UUIDs that only root may read; and Xen's BIOS there has Amazon's version of Xen ("4.2.amazon").
 */
static bool is_ec2(struct machine *machine, struct arena *arena)
{
	static const struct {
		const char *path, *begin, *part;
	} signs[] = {
		{ "/sys/hypervisor/uuid", "ec2", "" },
		{ "/sys/class/dmi/id/sys_vendor", "Amazon EC2", "" },
		{ "/sys/class/dmi/id/bios_vendor", "Amazon EC2", "" },
		{ "/sys/class/dmi/id/bios_version", "", ".amazon" },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		struct machine_answer answer;

		machine_read(machine, arena, signs[i].path, &answer);
		if (answer.outcome == XF_SEEN && !strncmp(answer.data, signs[i].begin, strlen(signs[i].begin)) &&
		    strstr(answer.data, signs[i].part))
			return true;
	}
	return false;
}

/* Not left to the umask: anybody's run may read it. */
static int fill(int file, void *context)
{
	const char *const *text = context;
	int error = files_write_all(file, *text, strlen(*text));

	return error ? error : fchmod(file, 0644) ? -errno : 0;
}

static void keep(int folder, const char *name, const char *text)
{
	files_replace(&(struct file_replacement){ .folder = folder, .name = name, .fresh = ".new", .mode = 0600,
		.fill = fill, .context = &text });
}

/* Answers from another machine, or from before it was switched off, must not linger. */
static void forget(int runtime)
{
	int folder = openat(runtime, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0)
		return;
	for (size_t i = 0; i < COUNT; i++)
		unlinkat(folder, wanted[i].file, 0);
	unlinkat(folder, REASON, 0);
	unlinkat(folder, ".new", 0);
	close(folder);
	unlinkat(runtime, FOLDER, AT_REMOVEDIR);
}

static bool has_all(int folder)
{
	for (size_t i = 0; i < COUNT; i++)
		if (faccessat(folder, wanted[i].file, R_OK, AT_EACCESS))
			return false;
	return true;
}

/* Each scan is a process of its own, so what was logged is remembered in a file. */
static void say_once(const struct agent *agent, int folder, const char *sentence)
{
	char last[500] = "";
	int file = openat(folder, REASON, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (file >= 0) {
		ssize_t size = files_read_all(file, last, sizeof(last) - 1);

		last[size > 0 ? size : 0] = '\0';
		close(file);
	}
	if (!strcmp(last, sentence))
		return;
	keep(folder, REASON, sentence);
	agent_say(agent, XF_AGENT_WARNING, "%s; see xenfacts-plugin-cloud(7)", sentence);
}

static void ask(const struct agent *agent, struct arena *arena, int folder,
                const struct plugin_config *plugin)
{
	const char *missing;
	const struct imds_module *imds = object_module(arena, "imds", "xenfacts_imds", &missing);
	struct imds_item items[COUNT];
	char wrong[256];

	if (!imds) {
		say_once(agent, folder, "cannot ask EC2's metadata service: the module imds is missing or from another "
		         "version; install the package xenfacts-plugin-cloud, or build with -DXF_EC2=ON");
		return;
	}
	for (size_t i = 0; i < COUNT; i++)
		items[i] = (struct imds_item){ .path = wanted[i].path };
	const char *reason = imds->ask(config_values_get(&plugin->settings, "url"), BUDGET_MS,
	                               (int)config_values_number(&plugin->settings, "hops"), items, COUNT, wrong);

	for (size_t i = 0; i < COUNT; i++)
		if (*items[i].value)
			keep(folder, wanted[i].file, items[i].value);
	if (reason)
		reason = arena_fmt(arena, "EC2's metadata service did not provide everything: %s", reason);
	if (reason)
		say_once(agent, folder, reason);
}

static void refresh(const struct agent *agent, struct arena *arena, int runtime,
                    const struct plugin_config *plugin)
{
	if (mkdirat(runtime, FOLDER, 0755) && errno != EEXIST)
		return;
	int folder = openat(runtime, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0)
		return;
	fchmod(folder, 0755);
	if (!has_all(folder))
		ask(agent, arena, folder, plugin);
	close(folder);
}

void agent_ec2_refresh(const struct agent *agent, struct machine *machine)
{
	const struct plugin_config *plugin = config_plugin_of(&agent->config.plugins, "cloud");
	/* A recording stands for another machine, whose cloud is not ours. */
	bool asks = plugin && plugin->enabled && config_values_true(&plugin->settings, "fetch") &&
	            machine_fd(machine) >= 0;
	struct arena *arena = asks ? arena_new() : NULL;
	int folder = open(agent->options->source.runtime, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder >= 0) {
		if (arena && is_ec2(machine, arena))
			refresh(agent, arena, folder, plugin);
		else
			forget(folder);
		close(folder);
	}
	arena_free(arena);
}
