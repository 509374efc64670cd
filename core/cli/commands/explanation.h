/* SPDX-License-Identifier: MIT */
/** @file What `explain` shows: as text by cmd-explain.c, as a document by explanation.c. */
#ifndef XF_CLI_EXPLANATION_H
#define XF_CLI_EXPLANATION_H

#include "facts/formats/rows.h"
#include "facts/rules/problem.h"

/** What every part of an explanation needs to know. */
struct explanation {
	const struct report *report;
	struct report_row rows[XF_ROWS];
	const struct problem *problems;
	size_t problem_count;
	size_t width; /* of the terminal; 0: lines are not broken */
	bool colour;
	bool known; /* the key that was asked for exists, if perhaps without a value here */
	bool brief; /* all verdicts are explained, so none repeats another's evidence */
};

/** The row of the spectrum that a verdict is; NULL: it is none. */
const struct report_row *command_explained_row(const struct explanation *explanation, const char *key);
/** What to do about a verdict; "" for nothing. */
const char *command_explained_advice(const struct explanation *explanation, const char *key);
/**
 * Writes what an explanation says of the keys (each a verdict's or a fact's), sorted, and of all problems, as a
 * document in the format "json" or "yaml". Returns an exit code.
 */
int command_explain_document(const struct explanation *explanation, const char *const *keys, size_t count,
                             const char *format);

#endif
