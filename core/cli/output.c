/* SPDX-License-Identifier: MIT */
/*
 * Standard output: colours and tables. Only at the end is it known whether the bytes arrived, since stdio buffers them;
 * a full disk must not look like a short report.
 */
#include "core/cli/output.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/util/object.h"
#include "core/util/parse.h"
#include "facts/formats/textbook.h"

#ifdef XF_HAS_TABLES
#define BUILT_WITH_TABLES true
#else
#define BUILT_WITH_TABLES false
#endif

const char *cli_grade_colour(int grade)
{
	static const char *const colours[] = { "31", "33", "32" };

	return grade >= 0 && grade <= 2 ? colours[grade] : NULL;
}

/* By the caller's locale, which is not set for the whole program: only its marks depend on it. */
bool cli_is_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", NULL);
	bool utf8 = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");

	if (locale)
		freelocale(locale);
	return utf8;
}

const char *cli_grade_mark(int grade, bool utf8)
{
	static const char *const ascii[] = { "!", "~", "+" };

	return grade < 0 || grade > 2 ? " " : utf8 ? format_grade_mark(grade) : ascii[grade];
}

size_t cli_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t width;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (columns && !parse_u64(columns, 10, &width) && width && width < 10000)
		return (size_t)width;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

/* Characters of UTF-8 in the first `length` bytes. */
static size_t characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

void cli_wrap(const char *text, size_t indent, size_t width)
{
	size_t used = 0;

	while (*text) {
		size_t blanks = strspn(text, " "), word = strcspn(text + blanks, " ");
		size_t wide = blanks + characters(text + blanks, word);

		if (used && width && used + wide > width) {
			printf("\n%*s", (int)indent, "");
			used = indent;
			wide -= blanks;
			text += blanks;
			blanks = 0;
		}
		printf("%.*s", (int)(blanks + word), text);
		used += wide;
		text += blanks + word;
	}
	putchar('\n');
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
	int error = table->print(stdout, cells, rows, columns, isatty(STDOUT_FILENO), cli_wants_colour(cli));

	return error ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

/* A tab after each cell but the last: what a program reads too. */
static int print_plain(const struct table_cell *cells, size_t rows, size_t columns)
{
	for (size_t i = 0; i < rows * columns; i++)
		printf("%s%c", cells[i].text, (i + 1) % columns ? '\t' : '\n');
	return XF_EXIT_OK;
}

int cli_show_table(const struct cli *cli, struct arena *arena, const struct table_cell *cells, size_t rows,
                   size_t columns)
{
	const char *wrong;
	const struct table_module *table;

	if (!BUILT_WITH_TABLES)
		return print_plain(cells, rows, columns);
	table = object_module(arena, "table", "xenfacts_table", &wrong);
	return table ? print_table(cli, table, cells, rows, columns) : cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
}

int cli_output_flush(void)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	return errno ? -errno : -EIO;
}

int cli_output_finish(void)
{
	int error = cli_output_flush();

	return error ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
}
