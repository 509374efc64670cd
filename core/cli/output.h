/* SPDX-License-Identifier: MIT */
/** @file Standard output: colours, tables, and whether all of it arrived. */
#ifndef XF_CLI_OUTPUT_H
#define XF_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/cli/cli.h"
#include "facts/formats/module.h"

/** SGR numbers of the spectrum's colours: green, yellow, red. NULL for no grade. */
const char *xf_grade_colour(int grade);
/** A mark that tells the grade without colour: full, half or empty circle. */
const char *xf_grade_mark(int grade);
/** Shall standard output be coloured? --color, else a terminal and neither NO_COLOR nor TERM=dumb. */
bool xf_wants_colour(const struct xf_cli *cli);
/** Prints a table of `columns` cells a row by the table module; memory from the arena. An exit code. */
int xf_show_table(const struct xf_cli *cli, struct xf_arena *arena, const struct xf_cell *cells, size_t rows,
                  size_t columns);
/** Were all bytes of standard output taken? Must be asked at the end. An exit code. */
int xf_output_finish(void);

#endif
