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
/** A mark that tells the grade without colour: full, half or empty circle. */
const char *cli_grade_mark(int grade);
/** Shall standard output be coloured? --color, else a terminal and neither NO_COLOR nor TERM=dumb. */
bool cli_wants_colour(const struct cli *cli);
/** Prints a table of `columns` cells a row by the table module; memory from the arena. An exit code. */
int cli_show_table(const struct cli *cli, struct arena *arena, const struct table_cell *cells, size_t rows,
                   size_t columns);
/** Were all bytes of standard output taken? Must be asked at the end. An exit code. */
int cli_output_finish(void);

#endif
