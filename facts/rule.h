/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules: tables of data that make verdicts of facts. All rules of a verdict are evaluated. Those that
 * stand and agree give the value; two that stand and disagree are a conflict; none is unknown.
 */
#ifndef XF_RULE_H
#define XF_RULE_H

#include "facts/fact.h"

#define XF_RULE_CONDITIONS 5

/**
 * How a condition compares. An unknown or missing fact satisfies none but XF_UNLESS, and XF_GONE when absence is
 * the reason; an earlier verdict in conflict satisfies XF_IS for each of its values, so that the conflict
 * travels on.
 */
enum xf_test {
	XF_END = 0,
	XF_IS,      /**< known, and equal (words, texts, "true"/"false") */
	XF_NOT,     /**< known, and different */
	XF_UNLESS,  /**< not known, or different */
	XF_SOME,    /**< a known count above 0, or a list with items */
	XF_ZERO,    /**< a known count of 0, or a list without */
	XF_GONE,    /**< looked for, and certainly absent */
};

/** One condition. `keys` may name several facts, "a|b": one that satisfies it is enough. */
struct xf_condition {
	const char *keys;
	enum xf_test test;
	const char *value;
};

/** One rule: when all conditions hold, the verdict has this value. */
struct xf_rule {
	const char *name;    /**< unique, [a-z0-9_]+ */
	const char *verdict; /**< key of the fact that it reaches: "mode", "spectrum.disk" */
	const char *value;
	const char *because; /**< one sentence: why the conditions prove the value, with the source */
	struct xf_condition when[XF_RULE_CONDITIONS]; /**< ends with XF_END unless full */
};

/** The rules of one verdict, in a file of its own. */
struct xf_ruleset {
	const struct xf_fact_def *def;  /**< the verdict's own definition */
	const struct xf_rule *rules;
	size_t count;
};

/** A verdict with what led to it. */
struct xf_verdict {
	const struct xf_ruleset *set;
	const char *value;    /**< a word, "unknown" or "conflict"; never NULL */
	const char *reason;   /**< why it is unknown, for people; "" otherwise */
	bool *stands;         /**< for each rule of the set */
	const char *first;    /**< value of the first rule that stands; what the others are held against */
	size_t for_count, against_count; /**< distinct places behind the rules for `first`, and against */
};

#define XF_VERDICTS_CAP 16

/** All verdicts, in the order in which they were reached: a later one may rest on an earlier. */
struct xf_verdicts {
	struct xf_verdict list[XF_VERDICTS_CAP];
	size_t count;
};

/** Rule sets in order of evaluation, XF_VERDICTS_CAP at most. */
struct xf_rules {
	const struct xf_ruleset *const *sets;
	size_t count;
};

/**
 * Evaluates every rule and adds each verdict as a fact. `without`, if not NULL, names a rule to leave
 * out (the test that every rule matters). 0 or -ENOMEM.
 */
int xf_rules_run(struct xf_facts *facts, struct xf_verdicts *verdicts, const struct xf_rules *rules,
                 const char *without);
/** The verdict of a key ("mode", "spectrum.disk"); NULL if there is none. */
const struct xf_verdict *xf_verdict_find(const struct xf_verdicts *verdicts, const char *key);
/**
 * Does one condition hold? On success *fact is the fact that satisfied it; NULL if there is none, or if it is not
 * known and XF_UNLESS therefore holds.
 */
bool xf_condition_holds(const struct xf_facts *facts, const struct xf_condition *condition,
                        const struct xf_fact **fact);

#endif
