/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules: tables of data that turn facts into verdicts. All rules of a verdict are evaluated. Those that hold and agree
 * give the value; if two that hold disagree it is a conflict; if none holds it is unknown.
 */
#ifndef XF_RULE_H
#define XF_RULE_H

#include "facts/fact.h"

#define XF_RULE_CONDITIONS 6

/**
 * How a condition compares. An unknown or missing fact satisfies none but XF_UNLESS, and XF_GONE if absence is the
 * reason; an earlier verdict in conflict satisfies XF_IS for each of its values, and XF_NOT, so that the conflict
 * propagates.
 */
enum condition_test {
	XF_END = 0,
	XF_IS,      /**< known, and equal (words, texts, "true"/"false") */
	XF_NOT,     /**< known, and different */
	XF_UNLESS,  /**< not known, or different */
	XF_SOME,    /**< a known count above 0, or a list with items */
	XF_ZERO,    /**< a known count of 0, or a list without */
	XF_GONE,    /**< looked up, and certainly absent */
};

/** One condition. `keys` may name several facts, "a|b"; one that satisfies it is enough, preferably a known one. */
struct condition {
	const char *keys;
	enum condition_test test;
	const char *value;
};

/** One rule: if all conditions hold, the verdict has this value. */
struct rule {
	const char *name;    /**< unique, [a-z0-9_]+ */
	const char *verdict; /**< key of the verdict's fact: "mode", "spectrum.disk" */
	const char *value;
	const char *because; /**< one sentence: why the conditions prove the value, with the source */

	struct condition when[XF_RULE_CONDITIONS]; /**< ends with XF_END unless full */
};

/** The rules of one verdict, in a file of its own. */
struct ruleset {
	const struct xf_fact_def *def; /**< the verdict's own definition */
	const struct rule *rules;
	size_t count;
};

/** A verdict and what led to it. */
struct verdict {
	const struct ruleset *set;
	const char *value;               /**< a word, "unknown" or "conflict"; never NULL */
	const char *reason;              /**< why it is unknown, for people; "" otherwise */
	bool denied;                     /**< unknown because permission was denied for what may decide it */
	bool *stands;                    /**< for each rule of the set: does it hold? */
	const char *first;               /**< value of the first rule that holds, which the others are compared with */
	size_t for_count, against_count; /**< distinct places behind the rules for `first`, and against it */
};

#define XF_VERDICTS_CAP 16

/** All verdicts, in the order they were reached: a later one may rest on an earlier one. */
struct verdicts {
	struct verdict list[XF_VERDICTS_CAP];
	size_t count;
};

/** Rule sets in order of evaluation, XF_VERDICTS_CAP at most. */
struct rules {
	const struct ruleset *const *sets;
	size_t count;
};

/**
 * Evaluates every rule and adds each verdict as a fact. `without`, if not NULL, names a rule to leave out (for the test
 * that every rule matters). 0 or -ENOMEM.
 */
int facts_rules_run(struct facts *facts, struct verdicts *verdicts, const struct rules *rules,
                    const char *without);
/** The verdict of a key ("mode", "spectrum.disk"); NULL if there is none. */
const struct verdict *facts_verdict(const struct verdicts *verdicts, const char *key);
/**
 * Does one condition hold? If so, *fact is the first known fact that satisfied it, else the first in conflict; NULL if
 * there is none, or if it is unknown and XF_UNLESS therefore holds.
 */
bool facts_condition_holds(const struct facts *facts, const struct condition *condition,
                           const struct fact **fact);

#endif
