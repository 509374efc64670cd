/* SPDX-License-Identifier: MIT */
/** @file The rule tables, one for each verdict, what their files share, and the model built from them. */
#ifndef XF_RULES_H
#define XF_RULES_H

#include "facts/report.h"

/** A rule set from a definition and an array of rules in the same file. */
#define XF_RULESET(definition, table) { &(definition), (table), sizeof(table) / sizeof((table)[0]) }

/** The words of the mode and of the domain. */
#define XF_MODE_WORDS "none pv hvm hvm_pv_drivers pvhvm pvh unknown conflict"
#define XF_DOMAIN_WORDS "none dom0 domU unknown conflict"
/** The words of a cell of the spectrum. */
#define XF_CELL_WORDS "paravirtual emulated hardware passthrough mixed none unknown conflict"

/** Is Xen present? */
extern const struct ruleset rules_present;
/** dom0 or domU. */
extern const struct ruleset rules_domain;
/** Privileged instructions and page tables. */
extern const struct ruleset rules_privileged;
/** Emulated motherboard and legacy boot. */
extern const struct ruleset rules_motherboard;
/** How interrupts arrive. */
extern const struct ruleset rules_interrupts;
/** What provides ticks and time. */
extern const struct ruleset rules_timers;
/** Disks. */
extern const struct ruleset rules_disk;
/** Network interfaces. */
extern const struct ruleset rules_network;
/** The mode, from all of the above. */
extern const struct ruleset rules_mode;

/** Everything known about Xen guests. */
extern const struct model rules_model;

/** The mode as people write it: "PVHVM", "HVM with PV drivers". */
const char *rules_mode_label(const struct report *report);

#endif
