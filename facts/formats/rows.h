/* SPDX-License-Identifier: MIT */
/** @file A report for people: a headline, and the six rows of the spectrum. */
#ifndef XF_ROWS_H
#define XF_ROWS_H

#include "facts/report.h"

/** One row of the spectrum, as people see it. */
struct report_row {
	const char *title;   /**< "disk" */
	const char *key;     /**< "spectrum.disk" */
	const char *value;   /**< "paravirtual" */
	int grade;           /**< 2 optimal, 1 room for improvement, 0 poor, -1 no grade */
	const char *summary; /**< "xvda, xvdb on xen-blkfront (2 queues each)" */
	const char *advice;  /**< what to do about it; "" when there is nothing */
};

#define XF_ROWS 6

/** Their titles, in the spectrum's order; the fact of each is spectrum.TITLE. */
extern const char *const format_row_titles[XF_ROWS];

/** Fills the six rows, in the order of the spectrum. */
void format_rows(const struct report *report, struct report_row rows[XF_ROWS]);
/** The grade of a value in the i-th of these rows. */
int format_grade(size_t i, const char *value);
/** "PVHVM guest (domU) on Xen 4.17.7, Linux 6.1.0", "Xen not detected; CPUID names KVMKVMKVM"; never NULL. */
const char *format_headline(const struct report *report);

#endif
