/* SPDX-License-Identifier: MIT */
/*
 * For plugin authors: run one file as in a real run, or start a new plugin. Only a run shows whether a plugin keeps to
 * its table, so `check` makes one; otherwise the first user would find a read outside its `reads`.
 */
#include "core/cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/cli/plugin-new.h"
#include "core/cli/session.h"
#include "core/util/parse.h"

static int run(const struct cli *cli);

const struct command command_plugin = {
	"plugin", "check FILE | new NAME", "check a plugin, or start writing one",
	"check: loads FILE and runs it as a real run would, on this machine or the\n"
	"one of --guest, and prints its declared facts, its values, and its mistakes.\n"
	"new: creates the folder NAME with a working plugin, a Makefile and a README.\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "check new", 2, 2, run
};

static void print_promises(const struct xf_plugin *plugin)
{
	printf("%s: accepted, ABI %u\n%s\n\nFacts:\n", plugin->name, plugin->abi, plugin->purpose);
	for (const struct xf_fact_def *fact = plugin->facts; fact->key; fact++)
		printf("  %s (%s, %s): %s\n", fact->key, facts_type_word(fact->type),
		       facts_strength_word(fact->strength), fact->sentence);
	puts("\nReads:");
	for (const char *const *place = plugin->reads; *place; place++)
		printf("  %s\n", *place);
	if (plugin->settings && plugin->settings->key)
		puts("\nSettings:");
	for (const struct xf_setting *setting = plugin->settings; setting && setting->key; setting++)
		printf("  %s (%s): %s\n", setting->key, setting->fallback ? setting->fallback : "", setting->sentence);
}

/* Prints those of a report's facts that are the plugin's; returns how many there are. */
static size_t print_said(struct arena *arena, const struct facts *facts, const struct xf_plugin *plugin)
{
	size_t count = 0;

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->list[i];

		if (!facts_def_find(plugin->facts, fact->key))
			continue;
		count++;
		if (fact->unknown)
			printf("  %s is unknown: %s\n", fact->key, facts_why(arena, fact));
		else
			printf("  %s=%s\n", fact->key, facts_text(arena, fact));
	}
	return count;
}

static int try(struct session *session, const char *file)
{
	const struct xf_plugin *plugin = session->registry.loaded[0].plugin;
	if (probe_session_run(session, 0))
		return cli_fail_session(&session->failure);
	const struct plugin_status *status = session->report.plugins;

	puts("\nValues here:");
	if (!(print_said(session->arena, &session->report.facts, plugin) +
	      print_said(session->arena, &session->report.moving, plugin)))
		puts("  nothing");
	if (!strcmp(status->status, "ok"))
		return XF_EXIT_OK;
	return cli_fail(XF_EXIT_INPUT, "%s %s: %s", file, !strcmp(status->status, "crashed") ? "crashed" :
	                !strcmp(status->status, "refused") ? "is refused" :
	                !strcmp(status->status, "timed_out") ? "hangs" : "is broken", status->detail);
}

static int check(const struct cli *cli, const char *file)
{
	struct session session = { .options = cli_options(cli), .arena = arena_new() };
	bool ready = session.arena && !probe_registry_init(&session.registry);
	/* First, since the registry would judge the name of a file that does not exist. */
	int unreadable = faccessat(AT_FDCWD, file, R_OK, AT_EACCESS) ? -errno : 0;
	const char *wrong = ready && !unreadable ? probe_registry_add(&session.registry, file) : NULL;
	int code = XF_EXIT_OK;

	if (!ready)
		code = cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	else if (unreadable)
		code = cli_fail_errno(XF_OP_PLUGIN, file, unreadable);
	else if (wrong)
		code = cli_fail(XF_EXIT_INPUT, "%s is refused: %s", file, wrong);
	else if (probe_session_open(&session))
		code = cli_fail_session(&session.failure);
	if (code == XF_EXIT_OK) {
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): probe_registry_add has loaded one */
		print_promises(session.registry.loaded[0].plugin);
		code = try(&session, file);
	}
	probe_session_close(&session);
	return code;
}

static int run(const struct cli *cli)
{
	struct nearest nearest = { .word = cli->arguments[0] };

	if (!strcmp(cli->arguments[0], "check"))
		return check(cli, cli->arguments[1]);
	if (!strcmp(cli->arguments[0], "new"))
		return cli_plugin_new(cli, cli->arguments[1]);
	nearest_offer_words(&nearest, cli->command->words);
	return cli_fail_word(cli->command, "action", &nearest);
}
