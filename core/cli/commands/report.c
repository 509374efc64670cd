/* SPDX-License-Identifier: MIT */
/*
 * The plain report: the mode in one line, the six rows of the spectrum, and what kept us from knowing more. Denied
 * places matter here, because root may see more of the same guest.
 */
#include "core/cli/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/output.h"
#include "core/cli/session.h"
#include "facts/formats/rows.h"

#define COLUMNS 4
#define HEADLINE_WIDTH 64 /* the evidence follows it, if there is room */
#define DENIED_SHOWN 3

static int print_headline(const struct report *report)
{
	const struct verdict *mode = facts_verdict(&report->verdicts, "mode");
	const char *headline = arena_fmt(report->arena, "%s: %s", report->host, format_headline(report));

	if (mode)
		printf("%-*s  evidence: %zu for, %zu against\n\n", HEADLINE_WIDTH, headline, mode->for_count,
		       mode->against_count);
	else
		printf("%s\n\n", headline);
	return XF_EXIT_OK;
}

static int print_rows(const struct cli *cli, const struct report_row rows[XF_ROWS], struct arena *arena)
{
	struct table_cell cells[XF_ROWS * COLUMNS];

	for (size_t i = 0; i < XF_ROWS; i++) {
		const char *colour = cli_grade_colour(rows[i].grade);
		struct table_cell *cell = &cells[i * COLUMNS];

		cell[0] = (struct table_cell){ arena_fmt(arena, "  %s", rows[i].title), NULL };
		cell[1] = (struct table_cell){ rows[i].value, colour };
		cell[2] = (struct table_cell){ cli_grade_mark(rows[i].grade), colour };
		cell[3] = (struct table_cell){ rows[i].summary, NULL };
	}
	return cli_show_table(cli, arena, cells, XF_ROWS, COLUMNS);
}

/* Which values disagree; for an unknown mode the headline and the rows say enough. */
static void print_conflict(const struct report *report, const char *key)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, key);

	if (verdict && !strcmp(verdict->value, "conflict"))
		printf("\nThe evidence conflicts: %s: %s\n", key, verdict->reason);
}

static void print_advice(const struct report_row rows[XF_ROWS])
{
	size_t count = 0;

	for (size_t i = 0; i < XF_ROWS; i++)
		count += *rows[i].advice != '\0';
	if (count)
		printf("\n%zu of these could be better: `xenfacts explain` says what to do.\n", count);
}

static void print_denied(const struct session *session)
{
	const struct report *report = &session->report;
	bool live = machine_is_live(session->machine);
	size_t shown = report->denied_count < DENIED_SHOWN ? report->denied_count : DENIED_SHOWN;

	if (!report->denied_count)
		return;
	fputs("\nPermission denied:", stdout);
	for (size_t i = 0; i < shown; i++)
		printf("%s %s", i ? "," : "", report->denied[i]->where);
	if (report->denied_count > shown)
		printf(" and %zu more", report->denied_count - shown);
	if (!live)
		puts("; record the guest as root to include them.");
	else if (geteuid() != 0)
		puts("; run as root to read them.");
	else
		puts("; even root may not read them here.");
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
static void print_none(const struct report *report)
{
	const struct evidence *list;
	size_t count = facts_report_evidence(report, "present", false, &list);

	puts("  Evidence:");
	for (size_t i = 0; i < count; i++)
		if (!said_before(list, i))
			printf("    %s\n", list[i].line);
}

static int print_spectrum(const struct cli *cli, const struct report *report)
{
	struct report_row rows[XF_ROWS];

	format_rows(report, rows);
	int code = print_rows(cli, rows, report->arena);

	print_conflict(report, "domain");
	print_conflict(report, "mode");
	print_advice(rows);
	return code;
}

static int print_report(const struct cli *cli, const struct session *session)
{
	const struct report *report = &session->report;
	const struct verdict *mode = facts_verdict(&report->verdicts, "mode");
	int code = print_headline(report);

	if (code == XF_EXIT_OK && mode && !strcmp(mode->value, "none"))
		print_none(report);
	else if (code == XF_EXIT_OK)
		code = print_spectrum(cli, report);
	print_denied(session);
	print_failures(report);
	return code;
}

static int run(const struct cli *cli)
{
	struct session session;
	int code = cli_report(&session, cli, NULL);

	if (code == XF_EXIT_OK)
		code = print_report(cli, &session);
	probe_session_close(&session);
	return code;
}

const struct command command_none = {
	"", "", "report a Xen guest's mode and features, with evidence",
	"Without a command: the guest's mode, and how each part of it is virtualized.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 0, run,
};
