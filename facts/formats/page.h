/* SPDX-License-Identifier: MIT */
/** @file A report as a page for a browser, and as a picture. Both are whole reports: they take no keys. */
#ifndef XF_PAGE_H
#define XF_PAGE_H

#include <stdio.h>

#include "facts/report.h"

/** Their names as formats of `report`. */
#define XF_PAGE_NAMES "html svg"

/**
 * Writes the page's data: one JSON object with all facts (`facts`), what `explain` says of the verdicts (`explained`)
 * and the observations behind it, problems, cells, the textbook's rows, denied places, and what each fact is. 0 or
 * -errno.
 */
int format_page_data(FILE *file, const struct report *report);
/**
 * Writes a page that holds all it needs, made from facts/pages. 0; -ELIBACC: *wrong is a sentence that says why and
 * what to do; or another -errno, of memory or of a write.
 */
int format_html(FILE *file, const struct report *report, const char **wrong);
/**
 * Writes the spectrum as an SVG picture: the textbook's rows, and the guest's own below that of its mode. 0 or -errno.
 */
int format_svg(FILE *file, const struct report *report);

#endif
