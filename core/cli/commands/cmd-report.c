/* SPDX-License-Identifier: MIT */
/*
 * The plain report: the mode in one line, the six rows of the spectrum, and what kept us from knowing more. Denied
 * places matter here, because root may see more of the same guest.
 */
#include "core/cli/commands/answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/commands/report.h"
#include "core/cli/destination.h"
#include "core/cli/errors.h"
#include "core/cli/options.h"
#include "core/cli/output.h"
#include "core/probe/sandbox.h"
#include "core/util/parse.h"
#include "facts/formats/page.h"
#include "facts/formats/rows.h"

#define COLUMNS 4
#define NARROW 60 /* columns; below it, a row's detail has a line of its own */
#define DENIED_SHOWN 3

static void print_headline(const struct report *report, size_t width)
{
	cli_wrap(arena_fmt(report->arena, "%s: %s", report->host, format_headline(report)), 2, width);
	putchar('\n');
}

static int print_rows(const struct cli *cli, const struct report_row rows[XF_ROWS], struct arena *arena,
                      size_t columns)
{
	struct table_cell cells[XF_ROWS * COLUMNS];
	bool utf8 = cli_is_utf8();

	for (size_t i = 0; i < XF_ROWS; i++) {
		const char *colour = cli_grade_colour(rows[i].grade);
		struct table_cell *cell = &cells[i * columns];

		cell[0] = (struct table_cell){ arena_fmt(arena, "  %s", rows[i].title), NULL };
		cell[1] = (struct table_cell){ rows[i].value, colour };
		cell[2] = (struct table_cell){ cli_grade_mark(rows[i].grade, utf8), colour };
		if (columns == COLUMNS)
			cell[3] = (struct table_cell){ rows[i].summary, NULL };
	}
	return cli_show_table(cli, arena, cells, XF_ROWS, columns);
}

/* On a narrow terminal the table would leave nothing to the details. */
static int print_narrow(const struct cli *cli, const struct report_row rows[XF_ROWS], struct arena *arena,
                        size_t width)
{
	int code = print_rows(cli, rows, arena, COLUMNS - 1);

	putchar('\n');
	for (size_t i = 0; i < XF_ROWS; i++)
		cli_wrap(arena_fmt(arena, "  %s: %s", rows[i].title, rows[i].summary), 4, width);
	return code;
}

/* Which values disagree; for an unknown mode the headline and the rows say enough. */
static void print_conflict(const struct report *report, const char *key, size_t width)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);

	if (!verdict || strcmp(verdict->value, "conflict"))
		return;
	putchar('\n');
	cli_wrap(arena_fmt(report->arena, "The evidence conflicts: %s: %s", key, verdict->reason), 2, width);
}

/* "disk, network": the rows that the i-th row's advice is for; NULL if an earlier one has it too. */
static const char *advised(const struct report_row rows[XF_ROWS], size_t i, struct arena *arena)
{
	const char *titles = rows[i].title;

	for (size_t j = 0; j < i; j++)
		if (!strcmp(rows[j].advice, rows[i].advice))
			return NULL;
	for (size_t j = i + 1; j < XF_ROWS; j++)
		if (!strcmp(rows[j].advice, rows[i].advice))
			titles = arena_fmt(arena, "%s, %s", titles, rows[j].title);
	return titles;
}

static void print_advice(const struct report_row rows[XF_ROWS], struct arena *arena, size_t width)
{
	const char *heading = "\nWhat to do:\n";

	for (size_t i = 0; i < XF_ROWS; i++) {
		const char *titles = *rows[i].advice ? advised(rows, i, arena) : NULL;

		if (!titles)
			continue;
		fputs(heading, stdout);
		heading = "";
		cli_wrap(arena_fmt(arena, "  %s: %s", titles, rows[i].advice), 4, width);
	}
}

static void print_denied(const struct session *session, size_t width)
{
	const struct report *report = &session->report;
	bool live = machine_is_live(session->machine);
	size_t shown = report->denied_count < DENIED_SHOWN ? report->denied_count : DENIED_SHOWN;
	const char *line = "Permission denied:";

	if (!report->denied_count)
		return;
	for (size_t i = 0; i < shown; i++)
		line = arena_fmt(report->arena, "%s%s %s", line, i ? "," : "", report->denied[i]->where);
	if (report->denied_count > shown)
		line = arena_fmt(report->arena, "%s and %zu more", line, report->denied_count - shown);
	putchar('\n');
	cli_wrap(arena_fmt(report->arena, "%s; %s.", line, !live ? "record the guest as root to include them" :
	                   geteuid() ? "run as root to read them" : "even root may not read them here"), 2, width);
}

/* Silent if the sandbox is complete. */
static void print_sandbox(const struct report *report, size_t width)
{
	const char *line = probe_sandbox_lacks(report->arena, report->sandbox);

	if (!*line)
		return;
	putchar('\n');
	cli_wrap(arena_fmt(report->arena, "Sandbox for plugins: %s.", line), 2, width);
}

static void print_failures(const struct report *report)
{
	for (size_t i = 0; i < report->plugin_count; i++) {
		const struct plugin_status *plugin = &report->plugins[i];

		if (strcmp(plugin->status, "ok"))
			printf("\nPlugin %s: %s: %s\n", plugin->name, plugin->status, plugin->detail);
	}
}

/* Has an earlier piece of evidence said the same, for another rule? */
static bool said_before(const struct evidence *list, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(list[j].line, list[i].line))
			return true;
	return false;
}

/* Without Xen there is no spectrum to show, but its absence can be proved. */
static void print_none(const struct report *report, size_t width)
{
	const struct evidence *list;
	size_t count = facts_report_evidence(report, "present", false, &list);

	puts("  Evidence:");
	for (size_t i = 0; i < count; i++)
		if (!said_before(list, i))
			cli_wrap(arena_fmt(report->arena, "    %s", list[i].line), 6, width);
}

static int print_spectrum(const struct cli *cli, const struct report *report, size_t width)
{
	struct report_row rows[XF_ROWS];

	format_rows(report, rows);
	int code = width && width < NARROW ? print_narrow(cli, rows, report->arena, width) :
		print_rows(cli, rows, report->arena, COLUMNS);

	print_conflict(report, "domain", width);
	print_conflict(report, "mode", width);
	print_advice(rows, report->arena, width);
	return code;
}

int command_print_report(const struct cli *cli, const struct session *session)
{
	const struct report *report = &session->report;
	const struct verdict *mode = facts_verdict(&report->verdicts, "mode");
	size_t width = cli_width();
	int code = XF_EXIT_OK;

	print_headline(report, width);
	if (mode && !strcmp(mode->value, "none"))
		print_none(report, width);
	else
		code = print_spectrum(cli, report, width);
	print_denied(session, width);
	print_sandbox(report, width);
	print_failures(report);
	return code;
}

/* A page for a browser, or a picture of the spectrum. */
static int print_page(const struct report *report, const char *format)
{
	struct sentence sentence;
	const char *wrong = "";
	int error = strcmp(format, "html") ? format_svg(stdout, report) : format_html(stdout, report, &wrong);

	if (!error)
		return XF_EXIT_OK;
	return cli_fail(XF_EXIT_INTERNAL, "%s", cli_write_text(&sentence, format, ferror(stdout) ? "the output" : NULL,
	                                                       error, wrong));
}

/* With another --format it is `facts`. */
static int print(const struct cli *cli)
{
	const char *format = cli->option[XF_OPT_FORMAT];
	struct session session;

	if (format && !parse_in(format, XF_PAGE_NAMES))
		return command_facts.run(cli);
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK)
		code = format ? print_page(&session.report, format) : command_print_report(cli, &session);
	probe_session_close(&session);
	return code;
}

static int run(const struct cli *cli)
{
	const char *ending = cli_output_ending(cli);
	struct cli own = *cli;

	if (!cli->option[XF_OPT_FORMAT] && parse_in(ending, format_report_names))
		own.option[XF_OPT_FORMAT] = ending;
	return cli_print_to(&own, print);
}

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", format_report_names,
	  "a page, a picture, or all facts instead" },
	XF_JSON_OPTION,
	XF_OUTPUT_OPTION(", whose ending is the format"),
	{ .name = NULL },
};

const struct command command_none = {
	"", "", "report a Xen guest's mode and features, with evidence",
	"Without a command: the guest's mode, and how each part of it is virtualized.\n",
	own_options, XF_ARG_NONE, NULL, 0, 0, run,
};

const struct command command_report = {
	"report", "", "print the report; the default",
	"The guest's mode, and how each part of it is virtualized.\n",
	own_options, XF_ARG_NONE, NULL, 0, 0, run,
};
