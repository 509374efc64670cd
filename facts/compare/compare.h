/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What changed between two reports, by meaning: verdicts, devices, problems, not only keys. Both are saved reports
 * (facts/saved/saved.h), so that a report of today and a file of last year are compared alike.
 */
#ifndef XF_COMPARE_H
#define XF_COMPARE_H

#include "facts/saved/saved.h"

/** Kinds of change, the most important first. */
enum change_kind {
	XF_CHANGE_VERDICT, /**< mode, domain, present */
	XF_CHANGE_CELL,    /**< a row of the spectrum */
	XF_CHANGE_DEVICE,  /**< a disk or an interface that came, went or moved to another driver */
	XF_CHANGE_SETTING, /**< what a configuration decides: kernel parameters, SMBIOS, CPUs */
	XF_CHANGE_PROBLEM,
	XF_CHANGE_FEATURE,
	XF_CHANGE_VERSION, /**< Xen, Linux, platform */
	XF_CHANGE_KNOWN,   /**< a fact that became unknown, or known */
	XF_CHANGE_FACT,    /**< any other */
};

/** One change. Its texts are safe to print. */
struct change {
	enum change_kind kind;
	const char *key;  /**< of the fact, or of the device's facts: "net.interfaces.eth1" */
	const char *what; /**< what people call it: "network", "eth1", "network_emulated:eth1", "clocksource" */
	const char *row;  /**< title of the row of the spectrum that it belongs to; "" */
	const char *old;  /**< its value before; of a list an item that is gone; NULL: there was none */
	const char *new;  /**< its value now; NULL: there is none */
	const char *text; /**< of a device, what happened; of a new problem, what to do; why a fact is unknown; "" */
};

/** A comparison. */
struct comparison {
	struct arena *arena;
	const struct saved *old, *new;
	struct change *list; /**< by kind; cells in the spectrum's order, the others by key */
	size_t count;
	/* While comparing: */
	const char *device;     /**< the last device with a fact that differs */
	bool whole, moved;      /**< one report has no such device; its driver, kind or state is another */
	struct report *advised; /**< the new report, as the table of advice needs it */
};

/** Compares `old` and `new`, which must be set, as the arena must. 0 or -ENOMEM. */
int compare_reports(struct comparison *comparison);
/** The word of a kind: "verdict", "cell" ... */
const char *compare_kind_word(enum change_kind kind);

/** A line for people. */
struct compare_line {
	const char *text;
	int grade; /**< 2 better, 0 worse, -1 neither */
};

/**
 * The changes as lines: one for a verdict or a row, with what explains it, one for problems with the same advice, and
 * so on. `arrow` stands between two values; `all`: also a line for each change of XF_CHANGE_FACT, and no list is cut.
 * Returns how many; memory that ran out shows in the arena.
 */
size_t compare_lines(const struct comparison *comparison, const char *arrow, bool all, struct compare_line **lines);

/* ---- parts, for files in this folder ---- */

/** Adds a change; its texts are not copied. NULL: no memory. */
struct change *compare_add(struct comparison *comparison, enum change_kind kind, const char *key, const char *what);
/** Sorts the changes. */
void compare_sort(struct comparison *comparison);
/**
 * Is it the key of a device's fact that needs no change of its own, because the device's change says it? Adds that
 * change when the device is met first.
 */
bool compare_device(struct comparison *comparison, const char *key);
/** What to do about a problem of the new report; "" if nothing is known. */
const char *compare_advice(struct comparison *comparison, const char *problem);
/** What a key that a configuration decides is called, and its row; NULL: the key is not decided by a configuration. */
const char *compare_setting(const char *key, const char **row);

#endif
