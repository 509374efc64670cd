/* SPDX-License-Identifier: MIT */
/** @file What a run said, compared with what the same run says when nothing fails. */
#ifndef XF_JUDGE_H
#define XF_JUDGE_H

#include <stdbool.h>

/**
 * Does a report in the format flat, of a run in which something failed, say anything that the good one does not? What
 * it lacks must be unknown there, or of a plugin that did not end well. NULL, or what is wrong, valid until the texts
 * are freed.
 */
const char *judge_flat(const char *good, const char *text);
/** Does standard error say what failed: whole lines, each of which names the program? */
bool judge_errors(const char *text);

#endif
