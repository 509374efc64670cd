/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A report: everything that one run found, ready to be shown. Made by xf_report_make from the facts that
 * plugins said; shown by the encoders and by the command line.
 */
#ifndef XF_REPORT_H
#define XF_REPORT_H

#include "facts/rule.h"

/** How one plugin fared. */
struct xf_plugin_status {
	const char *name;
	const char *status;  /**< "ok", "crashed", "timed_out", "broken", "refused" */
	const char *detail;  /**< one sentence for people; "" when ok */
};

/** The report. */
struct xf_report {
	struct xf_arena *arena;
	struct xf_facts facts;        /**< plugins' facts, verdicts, compat: all of them */
	struct xf_facts moving;       /**< what is XF_MOVING and no fact: no rule and no tree sees it */
	struct xf_verdicts verdicts;
	const struct xf_plugin_status *plugins; /**< sorted by name */
	size_t plugin_count;
	const struct xf_look **denied; /**< looks that permission refused, sorted by place, no two alike */
	size_t denied_count;
	const char *host;             /**< nodename or the guest file's name; not a fact */
	uint64_t took_us;             /**< how long the run took, in microseconds; not a fact */
	uint64_t made_at;             /**< when it ended, in seconds since 1970 (UTC); not a fact */
};

/**
 * Runs the rules, then adds what follows from verdicts and from the run: label, compat, evidence, unknown, denied,
 * plugins. Fills all but moving, plugins and denied, which must be set before, host and the times. `without`, if not
 * NULL, is a rule to leave out (rule.h). 0 or -ENOMEM.
 */
int xf_report_make(struct xf_report *report, const char *without);
/** The mode as people write it: "PVHVM", "HVM with PV drivers". */
const char *xf_report_label(const struct xf_report *report);
/** The short name of a verdict's key: "disk" for "spectrum.disk", "mode" for "mode". */
const char *xf_report_short(const char *key);

/** One row of the spectrum as people see it. */
struct xf_row {
	const char *title;    /**< "disk" */
	const char *key;      /**< "spectrum.disk" */
	const char *value;    /**< "paravirtual" */
	int grade;            /**< 2 optimal, 1 room for improvement, 0 poor, -1 no colour */
	const char *summary;  /**< "xvda, xvdb on xen-blkfront (2 queues each)" */
	const char *advice;   /**< what to do about it; "" when there is nothing */
};

#define XF_ROWS 6

/** Fills the six rows, in the order of the spectrum. */
void xf_report_rows(const struct xf_report *report, struct xf_row rows[XF_ROWS]);
/** "PVHVM guest (domU) on Xen 4.17.7", "no Xen here: ..."; never NULL. */
const char *xf_report_headline(const struct xf_report *report);

/** One piece of evidence. */
struct xf_evidence {
	bool against;
	bool direct;           /**< a condition of the verdict's own rules, not of an earlier verdict's */
	const char *line;      /**< "irq.callback is vector: /proc/interrupts says \"HYP: ...\"" */
	const char *brief;     /**< "irq.callback=vector (/proc/interrupts)": nothing volatile */
	const char *rule;      /**< name of the rule it serves; "" for a plain fact */
	const char *because;   /**< that rule's sentence; "" for a plain fact */
};

/**
 * The evidence of a verdict (key "mode") or of a plain fact, for and against, in a stable order; with `nested` also
 * that of the earlier verdicts which it rests on, each behind the line that names it.
 */
size_t xf_report_evidence(const struct xf_report *report, const char *key, bool nested,
                          const struct xf_evidence **evidence);

/** The definitions of what is no plugin's: verdicts and what follows from them. Ends with a NULL key. */
extern const struct xf_fact_def xf_report_defs[];

#endif
