/* SPDX-License-Identifier: MIT */
/** @file What no report may say at once, whatever the machine looks like. */
#ifndef XF_TEST_UNLIKELY_H
#define XF_TEST_UNLIKELY_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "facts/report.h"

/** Is this verdict that word? */
static inline bool says(const struct report *report, const char *key, const char *word)
{
	return !strcmp(facts_verdict(&report->verdicts, key)->value, word);
}

/** Has this fact that text? */
static inline bool holds(const struct report *report, const char *key, const char *text)
{
	const struct fact *fact = facts_find(&report->facts, key);

	return fact && !fact->unknown && !strcmp(facts_text(report->arena, fact), text);
}

/** Is a cell green while Xen is not known to be there? */
static inline bool is_green_without_xen(const struct report *report)
{
	static const char *const cells[] = { "disk", "network", "interrupts", "timers", "motherboard", "privileged" };
	char key[64];
	bool green = false;

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		snprintf(key, sizeof(key), "spectrum.%s", cells[i]);
		green = green || says(report, key, "paravirtual");
	}
	return green && !says(report, "present", "true") && !says(report, "present", "conflict");
}

/** Is the mode of another kind than its cells? A cell that is unknown or in conflict contradicts nothing. */
static inline bool contradicts_its_cells(const struct report *report)
{
	static const char *const pairs[][3] = {
		{ "pv", "spectrum.privileged", "hardware" },        { "pvh", "spectrum.privileged", "paravirtual" },
		{ "hvm", "spectrum.privileged", "paravirtual" },    { "pvhvm", "spectrum.privileged", "paravirtual" },
		{ "pvh", "spectrum.motherboard", "emulated" },      { "pv", "spectrum.motherboard", "emulated" },
		{ "hvm", "spectrum.motherboard", "paravirtual" },   { "pvhvm", "spectrum.motherboard", "paravirtual" },
		{ "pvhvm", "spectrum.interrupts", "emulated" },     { "pvhvm", "spectrum.timers", "emulated" },
		{ "hvm_pv_drivers", "spectrum.privileged", "paravirtual" },
		{ "hvm_pv_drivers", "spectrum.motherboard", "paravirtual" },
		{ "pv", "spectrum.interrupts", "emulated" },        { "pv", "spectrum.timers", "emulated" },
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		found = found || (says(report, "mode", pairs[i][0]) && says(report, pairs[i][1], pairs[i][2]));
	return found;
}

/** Is the platform none although a place that was read for it names one? */
static inline bool denies_its_platform(const struct report *report)
{
	static const char *const names[] = { "XCP-ng", "XenServer", "amazon", "OVM" };
	const struct fact *platform = facts_find(&report->facts, "platform");
	bool named = false;

	for (size_t i = 0; platform && i < platform->observation_count; i++)
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
			named = named || strstr(platform->observations[i]->excerpt, names[j]);
	return named && holds(report, "platform", "none");
}

/** Is a row of the spectrum emulated without a problem that says so? */
static inline bool lacks_a_problem(const struct report *report)
{
	static const char *const pairs[][2] = {
		{ "spectrum.disk", "disk_emulated" },             { "spectrum.network", "network_emulated" },
		{ "spectrum.interrupts", "interrupts_emulated" }, { "spectrum.timers", "timers_emulated" },
	};
	const struct fact *problems = facts_find(&report->facts, "problems");
	const char *all = problems ? facts_text(report->arena, problems) : "";
	bool lacks = false;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		lacks = lacks || (says(report, pairs[i][0], "emulated") && !strstr(all, pairs[i][1]));
	return lacks;
}

/**
 * Is PVH only concluded, from a board that is not there? What a capture lacks contradicts nothing that stands in it:
 * people copy parts of /sys.
 */
static inline bool rests_on_absence(const struct report *report)
{
	const struct verdict *mode = facts_verdict(&report->verdicts, "mode");
	bool other = false;

	for (size_t i = 0; i < mode->set->count; i++)
		other = other || (mode->stands[i] && strcmp(mode->set->rules[i].name, "mode_pvh_no_board"));
	return !other;
}

/** The first impossible pair of a report, as a sentence; NULL: there is none. */
static inline const char *unlikely(const struct report *report)
{
	bool domain = says(report, "domain", "domU") || says(report, "domain", "dom0");

	if (domain && (says(report, "mode", "none") || says(report, "present", "false")))
		return "it is a domain of Xen's, without Xen";
	if (is_green_without_xen(report))
		return "a cell is paravirtual, and Xen is not known to be present";
	if (says(report, "mode", "pv") && holds(report, "irq.callback", "none"))
		return "a PV guest has no event channels";
	if (contradicts_its_cells(report))
		return "the mode is of another kind than its cells";
	if (denies_its_platform(report))
		return "the platform is none, and a place names one";
	if (lacks_a_problem(report))
		return "a row is emulated, and no problem says so";
	return NULL;
}

#endif
