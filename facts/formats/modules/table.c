/* SPDX-License-Identifier: MIT */
/*
 * Tables with libsmartcols, which measures text by the C library's locale and prints what it cannot decode as \xNN. Our
 * text is always UTF-8, and LANG does not count, so that is the locale while a table is printed; the thread's own is
 * restored afterwards.
 */
#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "facts/formats/module.h"

#define GAP "  " /* between columns, as in ls(1) and lscpu(1) */
#define NARROW 16 /* a column narrower than this is better broken anywhere */

/* Counts UTF-8 characters; wide ones count once, and then libsmartcols breaks the line itself. */
static size_t width_of(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

/* What the widest cells of the other columns leave to the last one on the terminal. */
static size_t room(struct libscols_table *table, const struct table_cell *cells, size_t rows, size_t columns)
{
	size_t taken = 0, whole = scols_table_get_termwidth(table);

	for (size_t j = 0; j + 1 < columns; j++) {
		size_t widest = 0;

		for (size_t i = 0; i < rows; i++) {
			size_t width = width_of(cells[i * columns + j].text);

			widest = width > widest ? width : widest;
		}
		taken += widest + strlen(GAP);
	}
	return whole > taken ? whole - taken : 0;
}

/* libsmartcols breaks lines within words; earlier newlines make it break at blanks. */
static void break_lines(char *text, size_t width)
{
	char *begin = text, *blank = NULL;
	size_t used = 0;

	for (char *at = text; *at; at++) {
		used += ((unsigned char)*at & 0xc0) != 0x80;
		if (*at == ' ')
			blank = at;
		if (used <= width || !blank || blank == begin)
			continue;
		*blank = '\n';
		begin = blank + 1;
		used = (size_t)(at - blank);
		blank = NULL;
	}
}

static int add_columns(struct libscols_table *table, size_t columns, bool terminal, size_t width)
{
	for (size_t i = 0; i < columns; i++) {
		bool last = i + 1 == columns;
		struct libscols_column *column =
			scols_table_new_column(table, "", 0, last && terminal ? SCOLS_FL_WRAP : 0);

		if (!column)
			return -ENOMEM;
		if (!last || !width)
			continue;
		scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
		if (scols_column_set_safechars(column, "\n"))
			return -ENOMEM;
	}
	return 0;
}

/* Sets the last cell of a row, in lines of `width`. */
static int set_text(struct libscols_line *line, size_t column, const char *text, size_t width)
{
	char *lines = strdup(text);

	if (!lines)
		return -ENOMEM;
	break_lines(lines, width);
	return scols_line_refer_data(line, column, lines); /* NOLINT(clang-analyzer-unix.Malloc): it frees the text */
}

static int set_cell(struct libscols_line *line, size_t column, const struct table_cell *cell, size_t width)
{
	char sequence[16];
	int error = width ? set_text(line, column, cell->text, width) :
		scols_line_set_data(line, column, cell->text);

	if (error || !cell->colour)
		return error;
	snprintf(sequence, sizeof(sequence), "\033[%.8sm", cell->colour);
	return scols_cell_set_color(scols_line_get_cell(line, column), sequence);
}

static int add_rows(struct libscols_table *table, const struct table_cell *cells, size_t rows, size_t columns,
                    size_t width)
{
	for (size_t i = 0; i < rows; i++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);

		if (!line)
			return -ENOMEM;
		for (size_t j = 0; j < columns; j++) {
			int error = set_cell(line, j, &cells[i * columns + j], j + 1 == columns ? width : 0);

			if (error)
				return error;
		}
	}
	return 0;
}

static int set_up(struct libscols_table *table, FILE *file, bool terminal, bool colours)
{
	scols_table_enable_noheadings(table, 1);
	scols_table_enable_colors(table, colours);
	scols_table_set_termforce(table, terminal ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
	scols_table_set_stream(table, file);
	return scols_table_set_column_separator(table, GAP);
}

static int print_in_locale(struct libscols_table *table)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	locale_t before = utf8 ? uselocale(utf8) : NULL;

	if (!utf8)
		scols_table_enable_noencoding(table, 1);
	int error = scols_print_table(table);

	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	return error;
}

static int table_print(FILE *file, const struct table_cell *cells, size_t rows, size_t columns, bool terminal,
                       bool colours)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return -ENOMEM;
	size_t width = terminal ? room(table, cells, rows, columns) : 0;
	int error = set_up(table, file, terminal, colours);

	if (width < NARROW)
		width = 0;
	if (!error)
		error = add_columns(table, columns, terminal, width);
	if (!error)
		error = add_rows(table, cells, rows, columns, width);
	if (!error)
		error = print_in_locale(table);
	scols_unref_table(table);
	return error;
}

XF_EXPORT extern const struct table_module xenfacts_table;
const struct table_module xenfacts_table = { .version = XF_MODULE_VERSION, .print = table_print };
