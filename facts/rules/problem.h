/* SPDX-License-Identifier: MIT */
/** @file What is wrong with a machine, or could be better, in stable words that tools can select machines by. */
#ifndef XF_PROBLEM_H
#define XF_PROBLEM_H

#include "facts/report.h"

/** How much a problem matters. A hint is not a problem: the report for people only says what could be better. */
enum severity { XF_HINT, XF_INFO, XF_WARNING };

/** Names of the severities that problems have, one blank between. */
#define XF_SEVERITY_WORDS "info warning"

struct problem_search;

/** One kind of problem. */
struct problem_kind {
	const char *word; /**< "network_emulated" */
	enum severity severity;
	const char *needs;    /**< facts and verdicts that must be known before anybody can say no */
	const char *sentence; /**< what it means */
	void (*find)(struct problem_search *search);
};

/** One problem of one machine. */
struct problem {
	const struct problem_kind *kind;
	const char *subject; /**< "eth1": a device, a verdict, a plugin; "" if the machine as a whole is meant */
	const char *row;     /**< title of the spectrum's row that it is about; "" if none */
	const char *name;    /**< "network_emulated:eth1", or the word alone if there is no subject */
	const char *advice;  /**< what to do; "" if nothing can be done on this machine's platform */
};

#define XF_SUBJECTS_CAP 64 /**< a kind of problem names at most so many devices */

/** All kinds, the most important first. */
const struct problem_kind *rules_problem_kinds(size_t *count);
/** The kind of problem, not of hint, that a name means: a word or word:subject, in upper or lower case; or NULL. */
const struct problem_kind *rules_problem_kind(const char *name);
/** "warning", "info", "hint". */
const char *rules_severity_word(enum severity severity);
/**
 * Problems and hints of a report whose verdicts are known, in the order of their kinds; from the report's arena.
 * Returns how many.
 */
size_t rules_problems(const struct report *report, const struct problem **problems);
/** The first advice about a row of the spectrum ("disk") or another verdict ("mode"); "" if there is none. */
const char *rules_row_advice(const struct problem *problems, size_t count, const char *row);

/** Is there a problem? */
enum problem_answer { XF_PROBLEM_YES, XF_PROBLEM_NO, XF_PROBLEM_UNKNOWN };

/**
 * Is a problem of that name, the word of a kind or word:subject in upper or lower case, among those of a report?
 * Unknown if what the kind rests on is, or if so many devices have it that not all are named.
 */
enum problem_answer rules_has_problem(const struct report *report, const struct problem *problems, size_t count,
                                      const char *name);

#endif
