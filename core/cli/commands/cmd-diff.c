/* SPDX-License-Identifier: MIT */
/* What changed between two machines, or on one. Exit statuses are those of diff(1) as far as that has any. */
#include "core/cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/document.h"
#include "core/cli/errors.h"
#include "core/cli/output.h"
#include "core/cli/side.h"
#include "facts/compare/compare.h"

/* ---- for people ---- */

static void print_line(const struct comparison *comparison, const struct compare_line *line, size_t width, bool colour)
{
	const char *sgr = colour ? cli_grade_colour(line->grade) : NULL;

	if (sgr)
		printf("\033[%sm", sgr);
	cli_wrap(arena_fmt(comparison->arena, "  %s", line->text), 4, width);
	if (sgr)
		fputs("\033[0m", stdout);
}

static void print_text(const struct cli *cli, const struct comparison *comparison, const char *old, const char *new)
{
	const char *arrow = cli_is_utf8() ? "→" : "->";
	bool all = cli->option[XF_OPT_ALL], colour = cli_wants_colour(cli);
	struct compare_line *lines;
	size_t width = cli_width(), others = 0, count = compare_lines(comparison, arrow, all, &lines);

	printf("%s %s %s\n\n", old, arrow, new);
	for (size_t i = 0; i < count; i++)
		print_line(comparison, &lines[i], width, colour);
	for (size_t i = 0; i < comparison->count; i++)
		others += comparison->list[i].kind == XF_CHANGE_FACT;
	if (others && !all)
		printf(others > 1 ? "  %zu other differences; --all prints them\n" :
		                    "  %zu other difference; --all prints it\n", others);
}

/* ---- for machines ---- */

static void put(struct document *document, const char *key, const char *text)
{
	if (text && *text)
		format_document_text(document, key, text);
}

static int print_document(const struct comparison *comparison, const char *format, const char *old, const char *new)
{
	struct document document;
	int code = cli_document_open(&document, comparison->arena, format);

	if (code != XF_EXIT_OK)
		return code;
	format_document_list(&document, "changes");
	for (size_t i = 0; i < comparison->count; i++) {
		const struct change *change = &comparison->list[i];

		format_document_map(&document, NULL);
		format_document_text(&document, "key", change->key);
		format_document_text(&document, "kind", compare_kind_word(change->kind));
		put(&document, "new", change->new);
		put(&document, "old", change->old);
		put(&document, "row", change->row);
		put(&document, "text", change->text);
		format_document_text(&document, "what", change->what);
		format_document_end(&document, "");
	}
	format_document_list_end(&document);
	format_document_text(&document, "new", new);
	format_document_text(&document, "old", old);
	format_document_count(&document, "schema", 1);
	return cli_document_close(&document);
}

/* ---- the comparison ---- */

static int compare(const struct cli *cli, struct comparison *comparison, const char *old, const char *new)
{
	const char *format = cli->option[XF_OPT_FORMAT];
	int error = compare_reports(comparison), code = XF_EXIT_OK;

	if (error)
		return cli_fail_errno(XF_STEP_MEMORY, "", error);
	if (format && strcmp(format, "text"))
		code = print_document(comparison, format, old, new);
	else if (comparison->count)
		print_text(cli, comparison, old, new);
	if (code == XF_EXIT_OK && arena_failed(comparison->arena))
		code = cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	return code;
}

static int check_arguments(const struct cli *cli)
{
	bool since = cli->option[XF_OPT_SINCE];

	if (since && cli->count)
		return cli_fail_usage(cli->command, "unexpected argument %s: --since compares this machine with itself",
		                      cli->arguments[0]);
	return since || cli->count ? XF_EXIT_OK :
		cli_fail_usage(cli->command, "diff needs an argument: OLD [NEW], or --since TIME");
}

static int open_sides(const struct cli *cli, struct cli_side *old, struct cli_side *new)
{
	const char *since = cli->option[XF_OPT_SINCE];
	int code = since ? cli_side_since(old, cli, since) : cli_side_open(old, cli, cli->arguments[0]);

	return code == XF_EXIT_OK ? cli_side_open(new, cli, cli->count > 1 ? cli->arguments[1] : NULL) : code;
}

static int run(const struct cli *cli)
{
	struct cli_side old = { .name = "" }, new = { .name = "" };
	struct comparison comparison = { .arena = arena_new(), .old = &old.saved, .new = &new.saved };
	int code = check_arguments(cli);

	if (code == XF_EXIT_OK)
		code = open_sides(cli, &old, &new);
	if (code == XF_EXIT_OK && !comparison.arena)
		code = cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	if (code == XF_EXIT_OK)
		code = compare(cli, &comparison, old.name, new.name);
	/* What could not be printed is trouble, not a difference. */
	if (code == XF_EXIT_OK)
		code = cli_output_finish();
	if (code == XF_EXIT_OK && comparison.count)
		code = XF_EXIT_NO;
	arena_free(comparison.arena);
	cli_side_close(&old);
	cli_side_close(&new);
	return code;
}

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", "text json yaml", "output format (default: text)" },
	XF_JSON_OPTION,
	{ XF_OPT_ALL, "all", 'a', NULL, NULL, "also print differences that only follow from others" },
	{ XF_OPT_SINCE, "since", 0, "TIME", NULL, "what changed here since 7d ago, or 2026-11-22" },
	{ .name = NULL },
};

const struct command command_diff = {
	"diff", "[OLD [NEW]]", "compare two reports, guests or machines",
	"OLD and NEW are each a report that `xenfacts facts` printed as json or flat, a\n"
	"recorded guest, a captured tree, / for this machine, or - for a report on\n"
	"standard input. Without NEW, OLD is compared with this machine. --since takes\n"
	"the report that was current at that time from the agent's history, which must\n"
	"be on; see `history` in xenfacts.yaml(5).\n"
	"Exit status: 0 no difference, 1 differences, 2 usage, 4 bad input, 5 internal.\n",
	own_options, XF_ARG_FILE, NULL, 0, 2, run,
};
