/* SPDX-License-Identifier: MIT */
/*
 * Many machines at once. Other tools collect their reports; the module `fleet` reads what these tools keep. Only
 * recorded guests are read here, because only the program can run plugins.
 */
#include "core/cli/options.h"

#include <errno.h>
#include <string.h>

#include "core/cli/commands/fleet-table.h"
#include "core/cli/destination.h"
#include "core/cli/errors.h"
#include "core/cli/session.h"
#include "core/util/object.h"
#include "core/util/parse.h"
#include "facts/fleet/module.h"
#include "facts/rules/rules.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	XF_OUTPUT_OPTION(", whose ending is the format"),
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", XF_FLEET_FORMATS, "output format (default: table)" },
	XF_JSON_OPTION,
	{ XF_OPT_FROM, "from", 0, "KIND", XF_FLEET_KINDS, "what INPUT is, if its content should not decide" },
	{ .name = NULL },
};

const struct command command_fleet = {
	"fleet", "INPUT...", "show many machines: modes, problems, what to do",
	"INPUT is a folder or file of reports as JSON (one, or many after another), of\n"
	"recorded guests, Ansible's cache of facts, or an answer of PuppetDB, Salt or\n"
	"Prometheus; - is standard input. What is damaged is counted and named.\n"
	"With -o FILE.html, it is a page to search and filter; see docs/FLEET.md.\n",
	own_options, XF_ARG_FILE, NULL, 1, -1, run
};

/* ---- recorded guests ---- */

/* Where the facts of a guest go. */
struct passing {
	fleet_take_fn *take;
	void *taker;
};

static int pass(void *context, const struct tree_event *event)
{
	const struct passing *passing = context;
	char number[XF_NUMBER_SIZE];
	const char *text = format_scalar_text(event, number);

	if (text)
		passing->take(passing->taker, event->path, text);
	return 0;
}

/* What `explain` shows for a verdict, with the lines that were read: a report in JSON has less. */
static void pass_evidence(const struct report *report, const struct passing *passing)
{
	for (size_t i = 0; i < report->verdicts.count; i++) {
		const char *key = report->verdicts.list[i].set->def->key, *name = facts_short_key(key);
		const struct evidence *list;
		size_t count = facts_report_evidence(report, key, false, &list);

		for (size_t j = 0; j < count; j++)
			passing->take(passing->taker, arena_fmt(report->arena, "explained.%s.%s", name,
			                                        list[j].against ? "against" : "for"), list[j].line);
		if (*report->verdicts.list[i].reason)
			passing->take(passing->taker, arena_fmt(report->arena, "explained.%s.reason", name),
			              report->verdicts.list[i].reason);
	}
}

/* As `read` of struct fleet_guest. The sentence outlives the session in the buffer. */
struct guests {
	struct session_options options;
	struct sentence sentence;
};

static const char *read_guest(void *context, const char *path, fleet_take_fn *take, void *taker)
{
	struct guests *guests = context;
	struct passing passing = { take, taker };
	struct session session;
	const char *missing, *why = NULL;

	guests->options.guest = path;
	if (probe_session_report(&session, &guests->options)) {
		snprintf(guests->sentence.text, sizeof(guests->sentence.text), "%s",
		         session.failure.sentence ? session.failure.sentence : strerror(-session.failure.error));
		why = guests->sentence.text;
	} else {
		format_tree_walk(&session.report, NULL, pass, &passing, &missing);
		pass_evidence(&session.report, &passing);
	}
	probe_session_close(&session);
	return why;
}

/* ---- output ---- */

/* What is asked for by --format, or by the ending of --output. */
static const char *format_of(const struct cli *cli)
{
	const char *format = cli->option[XF_OPT_FORMAT], *ending = cli_output_ending(cli);

	return format ? format : parse_in(ending, XF_FLEET_FORMATS) ? ending : "table";
}

static int show(const struct cli *cli, const struct fleet_module *module, const struct fleet *fleet,
                const struct fleet_summary *summary)
{
	const char *format = format_of(cli);

	if (!strcmp(format, "table"))
		return command_fleet_table(cli, fleet, summary);
	int error = module->write(fleet, summary, format, stdout);

	return error ? cli_fail_errno(XF_OP_OUTPUT, "the output", error) : XF_EXIT_OK;
}

/* ---- the command ---- */

static int read_all(const struct cli *cli, const struct fleet_module *module, struct fleet *fleet)
{
	struct guests guests = { .options = cli_options(cli) };
	const struct fleet_guest guest = { read_guest, &guests };

	for (int i = 0; i < cli->count; i++) {
		int error = module->read(fleet, cli->arguments[i], cli->option[XF_OPT_FROM], &guest);

		if (error)
			return cli_fail_errno(XF_OP_FLEET, cli->arguments[i], error);
	}
	return XF_EXIT_OK;
}

static int make(const struct cli *cli, const struct fleet_module *module)
{
	struct fleet_summary summary;
	struct fleet *fleet = module->make();
	int code = fleet ? read_all(cli, module, fleet) : cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);

	if (code == XF_EXIT_OK && module->summarize(fleet, &summary))
		code = cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	if (code == XF_EXIT_OK && fleet && !fleet->machine_count && fleet->damaged_count)
		code = cli_fail(XF_EXIT_INPUT, "no machine in %s: %s; see docs/FLEET.md for what can be read",
		                fleet->damaged[0].where, fleet->damaged[0].why);
	if (code == XF_EXIT_OK)
		code = show(cli, module, fleet, &summary);
	module->drop(fleet);
	return code;
}

static int print(const struct cli *cli)
{
	struct arena *arena = arena_new();
	const char *wrong = "";
	const struct fleet_module *module = arena ? object_module(arena, "fleet", "xenfacts_fleet", &wrong) : NULL;
	int code;

	if (module)
		code = make(cli, module);
	else
		code = arena ? cli_fail(XF_EXIT_INTERNAL, "%s", wrong) : cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	arena_free(arena);
	return code;
}

static int run(const struct cli *cli)
{
	if (cli->option[XF_OPT_ROOT] || cli->option[XF_OPT_GUEST] || cli->option[XF_OPT_LOG])
		return cli_fail_usage(cli->command, "fleet reads INPUT, not --root, --guest or --log");
	return cli_print_to(cli, print);
}
