/* SPDX-License-Identifier: MIT */
/** @file The five modes as the textbook has them, slowest first, and what a grade is called. */
#ifndef XF_TEXTBOOK_H
#define XF_TEXTBOOK_H

#include "facts/formats/rows.h"

/** What each row of the spectrum is in one mode. */
struct textbook {
	const char *mode;            /**< "pvhvm", as in the fact */
	const char *label;           /**< "PVHVM" */
	const char *values[XF_ROWS]; /**< "emulated" */
};

#define XF_TEXTBOOK 5

/** The modes in the order of the spectrum. */
extern const struct textbook format_textbook[XF_TEXTBOOK];

/** "optimal", "room for improvement", "poor", "no grade". */
const char *format_grade_word(int grade);
/** What shows a grade without colour, in UTF-8: a circle, full, half or empty, or "?". */
const char *format_grade_mark(int grade);

#endif
