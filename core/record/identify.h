/* SPDX-License-Identifier: MIT */
/** @file Finds what identifies a machine or its owner in a text. Every function is linear in the text's size. */
#ifndef XF_IDENTIFY_H
#define XF_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>

/** A text being searched; everything before `at` is done. */
struct scan {
	char *text;
	size_t at, size;
	size_t work; /**< bytes examined so far: a test holds it to a multiple of `size` */
};

/** A part of the text to blank, and what its bytes become. */
struct finding {
	size_t begin, end;
	char digit; /**< replaces hexadecimal digits ... */
	char other; /**< ... and everything else but white space; NUL: stays */
};

/** Is it an ASCII letter or digit? A word of the text consists of these. */
bool record_is_alnum(char c);

/** Does an identifier start at scan->at, where a word begins? Fills *finding then. */
bool record_identify(struct scan *scan, struct finding *finding);

/**
 * Is there, around or after the mark at scan->at ('@', ':' or '='), somebody's address, a URL, or the value of what is
 * called a password, a serial number or the like? `from`: where the part of the text begins that may still be blanked.
 */
bool record_identify_mark(struct scan *scan, size_t from, struct finding *finding);

#endif
