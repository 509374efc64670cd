/* SPDX-License-Identifier: MIT */
/* The summary of a fleet in a terminal: first how good it is, then what to do, then what is unlike the rest. */
#include "core/cli/commands/fleet-table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/errors.h"
#include "core/cli/output.h"
#include "core/util/parse.h"

#define NAMES_SHOWN 5
#define ROWS_SHOWN 10
#define CELL_COLUMNS (XF_FLEET_VERDICTS + 1)

/* What printing needs everywhere. */
struct showing {
	const struct cli *cli;
	const struct fleet *fleet;
	const struct fleet_summary *summary;
	struct arena *arena;
	size_t width;
};

static const char *number(const struct showing *showing, size_t count)
{
	return arena_fmt(showing->arena, "%zu", count);
}

/* "web1, web2 and 10 more" */
static const char *names(const struct showing *showing, const struct fleet_group *group)
{
	const char *line = "";

	for (size_t i = 0; i < group->count && i < NAMES_SHOWN; i++)
		line = arena_fmt(showing->arena, "%s%s%s", line, i ? ", " : "",
		                 showing->fleet->machines[group->machines[i]].name);
	return group->count <= NAMES_SHOWN ? line :
		arena_fmt(showing->arena, "%s and %zu more", line, group->count - NAMES_SHOWN);
}

/* ---- modes and colours ---- */

static int show_modes(const struct showing *showing)
{
	static const char *const titles[] = { "MACHINES", "MODE", "POOR", "IMPROVABLE", "OPTIMAL", "NO GRADE" };
	const struct fleet_groups *modes = &showing->summary->modes;
	size_t columns = sizeof(titles) / sizeof(titles[0]);
	struct table_cell *cells = arena_alloc(showing->arena, (modes->count + 1) * columns * sizeof(*cells));

	if (!cells)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	for (size_t j = 0; j < columns; j++)
		cells[j].text = titles[j];
	for (size_t i = 0; i < modes->count; i++) {
		struct table_cell *row = &cells[(i + 1) * columns];

		row[0].text = number(showing, modes->list[i].count);
		row[1].text = modes->list[i].key;
		for (int grade = 0; grade < 4; grade++) {
			size_t count = showing->summary->mode_grades[i][grade];

			row[2 + grade] = (struct table_cell){ count ? number(showing, count) : ".",
				count && grade < 3 ? cli_grade_colour(grade) : NULL };
		}
	}
	return cli_show_table(showing->cli, showing->arena, cells, modes->count + 1, columns);
}

/* ---- the heat map ---- */

static bool is_used(const struct fleet_summary *summary, size_t verdict)
{
	size_t sum = 0;

	for (size_t i = 0; i < XF_FLEET_CELLS; i++)
		sum += summary->cells[i][verdict];
	return sum > 0;
}

static const char *upper(const struct showing *showing, const char *word)
{
	char *text = arena_dup(showing->arena, word, strlen(word));

	for (char *at = text; at && *at; at++)
		*at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
	return text ? text : "";
}

/* Columns that no machine needs are left out. */
static int show_cells(const struct showing *showing)
{
	const struct fleet_summary *summary = showing->summary;
	struct table_cell cells[(XF_FLEET_CELLS + 1) * CELL_COLUMNS];
	size_t columns = 1, used[XF_FLEET_VERDICTS] = { 0 };

	for (size_t j = 0; j < XF_FLEET_VERDICTS; j++)
		if (is_used(summary, j))
			used[columns++ - 1] = j;
	for (size_t i = 0; i <= XF_FLEET_CELLS; i++) {
		struct table_cell *row = &cells[i * columns];

		row[0] = (struct table_cell){ i ? summary->cell_names[i - 1] : "SUBSYSTEM", NULL };
		for (size_t j = 1; j < columns; j++) {
			const char *word = summary->verdict_names[used[j - 1]];
			size_t count = i ? summary->cells[i - 1][used[j - 1]] : 0;

			row[j] = (struct table_cell){ !i ? upper(showing, *word ? word : "not reported") :
				count ? number(showing, count) : ".", NULL };
		}
	}
	putchar('\n');
	return cli_show_table(showing->cli, showing->arena, cells, XF_FLEET_CELLS + 1, columns);
}

/* ---- lists ---- */

/* "12 PVHVM guests": the label's noun in the plural; "dom0" has none. */
static const char *many(const struct showing *showing, size_t count, const char *label)
{
	const char *noun = strstr(label, "guest") ? strstr(label, "guest") : strstr(label, "machine");
	int length = noun ? (int)(noun - label) + (int)strcspn(noun, " ") : 0;

	if (!noun || count == 1)
		return arena_fmt(showing->arena, "%zu %s", count, label);
	return arena_fmt(showing->arena, "%zu %.*ss%s", count, length, label, label + length);
}

static void show_problems(const struct showing *showing)
{
	const struct fleet_groups *problems = &showing->summary->problems;

	if (problems->count)
		puts("\nWhat to do, the most severe and most frequent first:");
	for (size_t i = 0; i < problems->count; i++) {
		const struct fleet_group *group = &problems->list[i];

		cli_wrap(arena_fmt(showing->arena, "  %s %s (%s)", many(showing, group->count, group->label),
		                   group->words, group->key),
		         4, showing->width);
		if (*group->text)
			cli_wrap(arena_fmt(showing->arena, "    %s", group->text), 6, showing->width);
		cli_wrap(arena_fmt(showing->arena, "    on %s", names(showing, group)), 6, showing->width);
	}
}

static void show_versions(const struct showing *showing, const char *title, const struct fleet_groups *groups)
{
	const char *line = "";

	for (size_t i = 0; i < groups->count && i < ROWS_SHOWN; i++)
		line = arena_fmt(showing->arena, "%s%s%s (%zu)", line, i ? ", " : "", groups->list[i].key,
		                 groups->list[i].count);
	if (groups->count > ROWS_SHOWN)
		line = arena_fmt(showing->arena, "%s and %zu more", line, groups->count - ROWS_SHOWN);
	if (*line)
		cli_wrap(arena_fmt(showing->arena, "%s: %s", title, line), 2, showing->width);
}

static void show_outliers(const struct showing *showing)
{
	const struct fleet_groups *outliers = &showing->summary->outliers;

	if (outliers->count)
		puts("\nOutliers, where nearly all other machines have the usual value:");
	for (size_t i = 0; i < outliers->count && i < ROWS_SHOWN; i++)
		cli_wrap(arena_fmt(showing->arena, "  %s is %s, usually %s: %s", outliers->list[i].key,
		                   outliers->list[i].label, outliers->list[i].text,
		                   names(showing, &outliers->list[i])),
		         4, showing->width);
	if (outliers->count > ROWS_SHOWN)
		printf("  and %zu more; --format json has all\n", outliers->count - ROWS_SHOWN);
}

static void show_remarks(const struct showing *showing, const char *title, const struct fleet_remark *list,
                         size_t count)
{
	if (count)
		printf("\n%s (%zu):\n", title, count);
	for (size_t i = 0; i < count && i < ROWS_SHOWN; i++)
		cli_wrap(arena_fmt(showing->arena, "  %s: %s", list[i].where, list[i].why), 4, showing->width);
	if (count > ROWS_SHOWN)
		printf("  and %zu more; --format json has all\n", count - ROWS_SHOWN);
}

static void show_undecided(const struct showing *showing)
{
	const struct fleet_groups *undecided = &showing->summary->undecided;

	if (undecided->count)
		puts("\nUndecided:");
	for (size_t i = 0; i < undecided->count; i++)
		cli_wrap(arena_fmt(showing->arena, "  %s (%zu): %s", undecided->list[i].key, undecided->list[i].count,
		                   names(showing, &undecided->list[i])),
		         4, showing->width);
}

int command_fleet_table(const struct cli *cli, const struct fleet *fleet, const struct fleet_summary *summary)
{
	struct showing showing = { cli, fleet, summary, fleet->arena, cli_width() };

	printf("%zu machine%s: %zu poor, %zu improvable, %zu optimal, %zu without a grade\n\n", fleet->machine_count,
	       fleet->machine_count == 1 ? "" : "s", summary->grades[0], summary->grades[1], summary->grades[2],
	       summary->grades[3]);
	int code = show_modes(&showing);

	if (code == XF_EXIT_OK)
		code = show_cells(&showing);
	show_problems(&showing);
	if (summary->xen.count + summary->kernels.count)
		putchar('\n');
	show_versions(&showing, "Xen", &summary->xen);
	show_versions(&showing, "Linux", &summary->kernels);
	show_outliers(&showing);
	show_undecided(&showing);
	show_remarks(&showing, "Damaged", fleet->damaged, fleet->damaged_count);
	show_remarks(&showing, "More than once", fleet->repeated, fleet->repeated_count);
	return code;
}
