/* SPDX-License-Identifier: MIT */
/** @file Explanations within a document: for a key its value, the evidence by rule, and what to do. */
#ifndef XF_EXPLAIN_H
#define XF_EXPLAIN_H

#include "facts/formats/document.h"

/** How a piece of evidence is written. */
enum explain_evidence {
	XF_EVIDENCE_LINES,        /**< a text: the claim and the places */
	XF_EVIDENCE_OBSERVATIONS, /**< a map: the claim, its fact's strength, each observation with place and value */
};

/**
 * Adds `explained`: a map of the keys (each a verdict's or a fact's of the report), which must be sorted. Memory comes
 * from the report's arena.
 */
void format_explain(struct document *document, const struct report *report, const char *const *keys, size_t count,
                    enum explain_evidence form);
/** Adds `problems`: a list of the report's, without hints. */
void format_explain_problems(struct document *document, const struct report *report);

#endif
