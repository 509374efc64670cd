/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A report: everything that one run found, ready to be shown. facts_report_make builds it from the facts that plugins
 * said; the encoders and the command line show it.
 */
#ifndef XF_REPORT_H
#define XF_REPORT_H

#include "facts/rule.h"

/** How one plugin's run ended. */
struct plugin_status {
	const char *name;
	const char *status; /**< "ok", "crashed", "timed_out", "broken", "refused" */
	const char *detail; /**< one sentence for people; "" if ok */
};

/** One part of what confined the process that ran the plugins. */
struct sandbox_part {
	const char *name;  /**< "landlock", "seccomp", "capabilities" */
	const char *level; /**< "full", "partial", "off" */
	const char *call;  /**< the system call that did it, or did not */
	const char *says;  /**< how that ended */
};

#define XF_SANDBOX_PARTS 3u

struct report;

/** What is known in advance about the machines a report can be about. */
struct model {
	const struct xf_fact_def *defs; /**< definitions of neither a plugin nor a verdict; ends with a NULL key */
	struct rules rules;             /**< each set includes its verdict's definition */
	/** Adds what follows from the verdicts, by facts_report_add. 0 or -ENOMEM. */
	int (*derive)(struct report *report);
};

struct problem;

/** The report. */
struct report {
	struct arena *arena;
	const struct model *model;
	struct facts facts;  /**< plugins' facts, verdicts, compat: all of them */
	struct facts moving; /**< XF_MOVING values, which are not facts: rules and the tree do not see them */
	struct verdicts verdicts;
	const struct plugin_status *plugins; /**< sorted by name */
	size_t plugin_count;
	const struct sandbox_part *sandbox; /**< XF_SANDBOX_PARTS of them; NULL: plugins ran in this process */
	bool live;                          /**< it is about the machine that we run on */
	const struct observation **denied;  /**< places that were denied, each once; facts_report_make sorts them */
	size_t denied_count;
	struct map denied_places;       /**< the same, to find one */
	size_t kept;                    /**< bytes of all that plugins said, at the most (core/probe/wire.c) */
	const struct problem *problems; /**< what the model found (facts/rules/problem.h); NULL: nothing yet, or none */
	size_t problem_count;
	const char *host; /**< nodename or the guest file's name; not a fact */
	uint64_t took_us; /**< how long the run took, in microseconds; not a fact */
	uint64_t made_at; /**< when it ended, in seconds since 1970 (UTC); not a fact */
};

/**
 * Runs the model's rules, then adds what follows from the run and from verdicts: denied, plugins, what the model
 * derives, evidence, unknown. Fills all members except moving, plugins and denied, which must be set before, and host
 * and the times. `without`, if not NULL, is a rule to leave out (rule.h). 0 or -ENOMEM.
 */
int facts_report_make(struct report *report, const struct model *model, const char *without);
/** The model's definition for a key, a verdict's or another; NULL: the key is not the model's. */
const struct xf_fact_def *facts_model_def(const struct model *model, const char *key);
/** Adds one of the report's own facts: the key of its definition in the model, its own key, a text. 0 or -ENOMEM. */
int facts_report_add(struct report *report, const char *def, const char *key, const char *text);
/** The same for a count whose key is its definition's. */
int facts_report_add_count(struct report *report, const char *key, uint64_t count);
/** The short name of a verdict's key: "disk" for "spectrum.disk", "mode" for "mode". */
const char *facts_short_key(const char *key);

/** One piece of evidence. */
struct evidence {
	bool against;
	bool direct;             /**< a condition of the verdict's own rules, not of an earlier verdict's */
	const struct fact *fact; /**< whose observations these are; NULL: an earlier verdict's */
	const char *claim;       /**< "irq.callback is vector" */
	const char *places;      /**< "/proc/interrupts says \"HYP: ...\""; "" for an earlier verdict */
	const char *line;        /**< both, with a colon between */
	const char *brief;       /**< "irq.callback=vector (/proc/interrupts)": nothing volatile */
	const char *rule;        /**< name of the rule it supports; "" for a plain fact */
	const char *because;     /**< that rule's sentence; "" for a plain fact */
};

/**
 * The evidence for a verdict (key "mode") or a plain fact, for and against, in a stable order; with `nested` also that
 * of the earlier verdicts it rests on, each after the line that names it.
 */
size_t facts_report_evidence(const struct report *report, const char *key, bool nested,
                             const struct evidence **evidence);

#endif
