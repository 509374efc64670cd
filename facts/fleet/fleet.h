/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Many machines' reports, in little memory. Machines of a fleet are alike: each fact, each part of a report (what is
 * below one top-level key) and each whole report is kept once, by number, however many machines have it. Everything in
 * this folder is the module `fleet`, which only the command `fleet` opens.
 */
#ifndef XF_FLEET_H
#define XF_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/util/arena.h"
#include "core/util/buf.h"
#include "core/util/map.h"

/** What the summary needs a fact for, by its key. */
enum fleet_role {
	XF_ROLE_MODE, XF_ROLE_LABEL, XF_ROLE_DOMAIN, XF_ROLE_XEN, XF_ROLE_KERNEL, XF_ROLE_PLATFORM, XF_ROLE_COUNT,
	XF_ROLE_DISK, XF_ROLE_NETWORK, XF_ROLE_INTERRUPTS, XF_ROLE_TIMERS, XF_ROLE_MOTHERBOARD, XF_ROLE_PRIVILEGED,
	XF_ROLES, XF_ROLE_PROBLEM = XF_ROLES, XF_ROLE_NONE,
};

#define XF_FLEET_CELLS 6 /**< roles of cells, from XF_ROLE_DISK on */
#define XF_NO_NUMBER UINT32_MAX

/** One key that any machine has. */
struct fleet_key {
	const char *text;
	uint32_t number; /**< in the order in which keys were first seen */
	enum fleet_role role;
	bool advises; /**< advice may depend on it */
	bool counts;  /**< and compares it as a number */
};

/** A key with one value, cleaned; a list has one such fact for each item. */
struct fleet_fact {
	struct fleet_key *key;
	const char *value;
};

/** Facts that occur together. */
struct fleet_part {
	const uint32_t *facts;
	size_t count;
};

/** A problem of a report, and what to do about it. */
struct fleet_problem {
	const char *name;   /**< "network_emulated:eth1" */
	const char *advice; /**< "" for nothing */
};

/** A report that one machine or more have. */
struct fleet_report {
	const uint32_t *parts;
	size_t count;
	const char *value[XF_ROLES]; /**< NULL: the report does not have it */
	const struct fleet_problem *problems;
	size_t problem_count;
	int grade; /**< the worst of its cells', as in rows.h; -1 if none has one */
};

/** One machine. */
struct fleet_machine {
	const char *name;
	uint32_t report;
};

/** An input that could not be used, or a machine that came twice. */
struct fleet_remark {
	const char *where;
	const char *why;
};

/** A fleet. Memory comes from its arena, which remembers if there was none. */
struct fleet {
	struct arena *arena;
	struct fleet_key **keys;
	size_t key_count;
	struct fleet_fact *facts;
	size_t fact_count;
	struct fleet_part *parts;
	size_t part_count;
	struct fleet_report *reports;
	size_t report_count;
	struct fleet_machine *machines; /**< sorted by name once fleet_sort was called */
	size_t machine_count;
	struct fleet_remark *damaged, *repeated;
	size_t damaged_count, repeated_count;
	struct map key_map, fact_map, part_map, report_map, machine_map;
};

/** An empty fleet, NULL if there is no memory. Free its arena. */
struct fleet *fleet_new(void);
/** The number of a fact; key and value are copied and cleaned. XF_NO_NUMBER: no memory. */
uint32_t fleet_fact(struct fleet *fleet, const char *key, const char *value);
/** The number of a part with these facts, which are sorted on the way. XF_NO_NUMBER: no memory. */
uint32_t fleet_part(struct fleet *fleet, uint32_t *facts, size_t count);
/** Adds a machine with the parts whose numbers are in the buffer. A second one of the name replaces the first. */
void fleet_add(struct fleet *fleet, const char *name, struct buf *parts);
/** Notes an input that could not be used: its place and why, both cleaned. */
void fleet_damaged(struct fleet *fleet, const char *where, const char *why);
/** Sorts machines and remarks. 0, or -ENOMEM if there ever was no memory. */
int fleet_sort(struct fleet *fleet);

/** The role of a key. */
enum fleet_role fleet_role(const char *key);
/** Fills what a report's facts say: values by role, problems with their advice, the grade. */
void fleet_view(struct fleet *fleet, struct fleet_report *report);
/** Sets whether advice may depend on a key. */
void fleet_advises(struct fleet_key *key);
/** Fills the advice of the report's problems, which are `count`. */
void fleet_advise(const struct fleet *fleet, const struct fleet_report *report, struct fleet_problem *problems,
                  size_t count);

#endif
