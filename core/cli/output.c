/* SPDX-License-Identifier: MIT */
/*
 * Standard output: colours and tables. Only at the end is it known whether the bytes arrived, since stdio buffers them;
 * a full disk must not look like a short report.
 */
#include "core/cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/util/object.h"

const char *cli_grade_colour(int grade)
{
	static const char *const colours[] = { "31", "33", "32" };

	return grade >= 0 && grade <= 2 ? colours[grade] : NULL;
}

const char *cli_grade_mark(int grade)
{
	static const char *const marks[] = { "○", "◐", "●" };

	return grade >= 0 && grade <= 2 ? marks[grade] : " ";
}

bool cli_wants_colour(const struct cli *cli)
{
	const char *when = cli->option[XF_OPT_COLOR], *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	return !(no_color && *no_color) && isatty(STDOUT_FILENO) && !(term && !strcmp(term, "dumb"));
}

static int print_table(const struct cli *cli, const struct table_module *table, const struct table_cell *cells,
                       size_t rows, size_t columns)
{
	if (table->version != XF_MODULE_VERSION)
		return cli_fail_errno(XF_OP_FORMAT, "table", -ELIBBAD);
	int error = table->print(stdout, cells, rows, columns, isatty(STDOUT_FILENO), cli_wants_colour(cli));

	return error ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

int cli_show_table(const struct cli *cli, struct arena *arena, const struct table_cell *cells, size_t rows,
                   size_t columns)
{
	const char *wrong = "";
	const struct table_module *table = object_module(arena, "table", "xenfacts_table", &wrong);

	return table ? print_table(cli, table, cells, rows, columns) : cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
}

int cli_output_finish(void)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return XF_EXIT_OK;
	return cli_fail_errno(XF_OP_OUTPUT, "standard output", errno ? -errno : -EIO);
}
