/* SPDX-License-Identifier: MIT */
/*
 * What a report about a Xen guest has in addition to its plugins' facts: the rule sets in order, each with the
 * definition of its verdict, and the definitions of what follows from verdicts.
 */
#include "facts/rules/rules.h"

#include <string.h>

#include "facts/rules/compat.h"
#include "facts/rules/problem.h"

static const struct xf_fact_def defs[] = {
	{ "schema", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Major version of this vocabulary." },
	{ "label", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Mode as people write it." },
	{ "compat.*.*", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "What facter, ansible, salt and systemd should say here, in their own words." },
	{ "evidence.*.for", XF_LIST, XF_ACTIVE, NULL, "1.0", "Facts behind the rules that support a verdict." },
	{ "evidence.*.against", XF_LIST, XF_ACTIVE, NULL, "1.0", "Facts behind the rules that contradict it." },
	{ "evidence.*.rules", XF_LIST, XF_ACTIVE, NULL, "1.0", "Names of the rules that hold." },
	{ "unknown.*", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Why a fact is unknown; the fact's own key follows." },
	{ "unknown_count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "How many facts are unknown." },
	{ "denied", XF_LIST, XF_ACTIVE, NULL, "1.0", "Places that could not be read for lack of permission." },
	{ "denied_count", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "How many places could not be read for lack of permission." },
	{ "problems", XF_LIST, XF_ACTIVE, NULL, "1.0",
	  "What is wrong, or could be better: word:subject, or a word alone; see `xenfacts list problems`." },
	{ "problem_count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "How many problems there are." },
	{ "error", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Why there is no report, and what to do; only in output for Ansible, Facter and Salt." },
	{ "sandbox.landlock", XF_WORD, XF_ACTIVE, "full partial off", "1.0",
	  "Are plugins confined to reading the files that they declare? partial: they could signal other processes." },
	{ "sandbox.seccomp", XF_WORD, XF_ACTIVE, "full partial off", "1.0",
	  "Are plugins confined to the system calls that reading takes?" },
	{ "sandbox.capabilities", XF_WORD, XF_ACTIVE, "full partial off", "1.0",
	  "Do plugins run without capabilities?" },
	{ "plugins.*.status", XF_WORD, XF_ACTIVE, "ok crashed timed_out broken refused", "1.0",
	  "How a plugin's run ended." },
	{ "plugins.*.detail", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What is wrong with a plugin that is not ok." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

/* A later verdict may rest on an earlier one. */
static const struct ruleset *const sets[] = {
	&rules_present, &rules_domain, &rules_privileged, &rules_motherboard, &rules_interrupts,
	&rules_timers, &rules_disk, &rules_network, &rules_mode,
};

const char *rules_mode_label(const struct report *report)
{
	static const char *const labels[][2] = {
		{ "none", "no Xen" }, { "pv", "PV" }, { "hvm", "HVM" }, { "hvm_pv_drivers", "HVM with PV drivers" },
		{ "pvhvm", "PVHVM" }, { "pvh", "PVH" }, { "conflict", "conflicting" },
	};
	const struct verdict *mode = facts_verdict(&report->verdicts, "mode");

	for (size_t i = 0; mode && i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!strcmp(mode->value, labels[i][0]))
			return labels[i][1];
	return "unknown";
}

static int add_compat(struct report *report)
{
	const struct compat *compat;
	int error = 0;

	for (size_t i = 0; !error && (compat = rules_compat_next(report, &i)); i++)
		error = facts_report_add(report, "compat.*.*", compat->key, compat->value);
	return error;
}

static int add_problems(struct report *report)
{
	const struct problem *problems;
	size_t count = rules_problems(report, &problems), listed = 0;
	int error = 0;

	report->problems = problems; /* whoever asks again gets these */
	report->problem_count = count;
	for (size_t i = 0; i < count && !error; i++) {
		if (problems[i].kind->severity == XF_HINT)
			continue;
		listed++;
		error = facts_report_add(report, "problems", "problems", problems[i].name);
	}
	return error ? error : facts_report_add_count(report, "problem_count", listed);
}

static int derive(struct report *report)
{
	int error = facts_report_add(report, "label", "label", rules_mode_label(report));

	if (!error)
		error = add_problems(report);
	return error ? error : add_compat(report);
}

_Static_assert(sizeof(sets) / sizeof(sets[0]) <= XF_VERDICTS_CAP, "struct verdicts has too little room");

const struct model rules_model = { defs, { sets, sizeof(sets) / sizeof(sets[0]) }, derive };
