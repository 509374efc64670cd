/* SPDX-License-Identifier: MIT */
/*
 * Tables by libsmartcols, which measures text by the C library's locale and writes what it cannot decode
 * as \xNN. Our text is always UTF-8, whatever LANG says, so that is the locale while a table is printed;
 * the thread's own one comes back behind it.
 */
#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>

#include "facts/module.h"

static int add_columns(struct libscols_table *table, size_t columns, bool terminal)
{
	for (size_t i = 0; i < columns; i++) {
		bool last = i + 1 == columns;

		if (!scols_table_new_column(table, "", 0, last && terminal ? SCOLS_FL_WRAP : 0))
			return -ENOMEM;
	}
	return 0;
}

static int set_cell(struct libscols_line *line, size_t column, const struct xf_cell *cell)
{
	char sequence[16];
	int error = scols_line_set_data(line, column, cell->text);

	if (error || !cell->colour)
		return error;
	snprintf(sequence, sizeof(sequence), "\033[%.8sm", cell->colour);
	return scols_cell_set_color(scols_line_get_cell(line, column), sequence);
}

static int add_rows(struct libscols_table *table, const struct xf_cell *cells, size_t rows, size_t columns)
{
	for (size_t i = 0; i < rows; i++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);

		if (!line)
			return -ENOMEM;
		for (size_t j = 0; j < columns; j++) {
			int error = set_cell(line, j, &cells[i * columns + j]);

			if (error)
				return error;
		}
	}
	return 0;
}

/* Two blanks between columns, as in ls(1) and lscpu(1). */
static int set_up(struct libscols_table *table, FILE *file, bool terminal, bool colours)
{
	scols_table_enable_noheadings(table, 1);
	scols_table_enable_colors(table, colours);
	scols_table_set_termforce(table, terminal ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
	scols_table_set_stream(table, file);
	return scols_table_set_column_separator(table, "  ");
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

static int table_print(FILE *file, const struct xf_cell *cells, size_t rows, size_t columns, bool terminal,
                       bool colours)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return -ENOMEM;
	int error = set_up(table, file, terminal, colours);

	if (!error)
		error = add_columns(table, columns, terminal);
	if (!error)
		error = add_rows(table, cells, rows, columns);
	if (!error)
		error = print_in_locale(table);
	scols_unref_table(table);
	return error;
}

XF_EXPORT extern const struct xf_table xenfacts_table;
const struct xf_table xenfacts_table = { .version = XF_MODULE_VERSION, .print = table_print };
