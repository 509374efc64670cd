/* SPDX-License-Identifier: MIT */
/** @file What a fleet looks like as a whole. Lists are in a stable order: the most machines first, then by text. */
#ifndef XF_FLEET_SUMMARY_H
#define XF_FLEET_SUMMARY_H

#include "facts/fleet/fleet.h"

/** Machines with something in common, by their index. */
struct fleet_group {
	const char *key;   /**< what they share: a label, a version, a problem's word */
	const char *label; /**< of a problem or outlier: a second text, such as the mode; else "" */
	const char *text;  /**< of a problem its advice, of an outlier the usual value; else "" */
	const char *words; /**< of a problem: "whose NIC is emulated" */
	const uint32_t *machines;
	size_t count;
};

/** Groups of one kind. */
struct fleet_groups {
	const struct fleet_group *list;
	size_t count;
};

#define XF_FLEET_VERDICTS 9 /**< columns of the heat map */

/** A summary. */
struct fleet_summary {
	struct fleet_groups modes;        /**< by "PVHVM guest", "PV dom0" */
	size_t grades[4];                 /**< machines by their worst cell: 0 poor, 1, 2 optimal; 3: no grade */
	size_t (*mode_grades)[4];         /**< the same for each of `modes` */
	const char *const *cell_names;    /**< "disk" */
	const char *const *verdict_names; /**< the words of a cell, and "" for a report without it */
	size_t cells[XF_FLEET_CELLS][XF_FLEET_VERDICTS];
	struct fleet_groups problems; /**< by word, mode and advice; warnings come first */
	struct fleet_groups xen, kernels;
	struct fleet_groups outliers;  /**< key: the fact; label: its rare value; text: the usual */
	struct fleet_groups undecided; /**< machines whose mode is unknown, in conflict or not in their report */
};

/** "PVHVM guest", "PV dom0", "machine without Xen": what people call a machine with this report; from the arena. */
const char *fleet_kind_of(struct arena *arena, const struct fleet_report *report);
/** Machines with a problem, in words that follow their number: "whose NIC is emulated". */
const char *fleet_problem_words(const char *problem);
/** Fills the summary of a sorted fleet; memory comes from its arena. 0 or -ENOMEM. */
int fleet_summarize(struct fleet *fleet, struct fleet_summary *summary);

#endif
