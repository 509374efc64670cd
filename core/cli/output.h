/* SPDX-License-Identifier: MIT */
/** @file Standard output: colours, tables, and whether all of it arrived. */
#ifndef XF_CLI_OUTPUT_H
#define XF_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/cli/cli.h"
#include "facts/formats/module.h"

/** SGR numbers of the spectrum's colours: green, yellow, red. NULL for no grade. */
const char *cli_grade_colour(int grade);
/** Is the caller's locale UTF-8? */
bool cli_is_utf8(void);
/** A mark that shows the grade without colour: a circle, full, half or empty; without UTF-8, +, ~ or !. */
const char *cli_grade_mark(int grade, bool utf8);
/** Columns of the terminal that standard output is, by COLUMNS or by asking it; 0: it is none. */
size_t cli_width(void);
/**
 * Prints a text and a newline. It is broken at blanks, never within words, so that it fits `width` columns; the rest
 * continues `indent` columns in; width 0: on one line.
 */
void cli_wrap(const char *text, size_t indent, size_t width);
/**
 * Should standard output be coloured? By --color, else if it is a terminal and neither NO_COLOR nor TERM=dumb is set.
 */
bool cli_wants_colour(const struct cli *cli);
/** Prints a table of `columns` cells a row with the table module; memory from the arena. Returns an exit code. */
int cli_show_table(const struct cli *cli, struct arena *arena, const struct table_cell *cells, size_t rows,
                   size_t columns);
/** Flushes standard output: 0, or -errno of a write, now or earlier. */
int cli_output_flush(void);
/** Did standard output take every byte? Call it last. Returns an exit code. */
int cli_output_finish(void);

#endif
