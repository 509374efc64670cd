/* SPDX-License-Identifier: MIT */
/* Counts a fleet: modes, colours, cells, problems, versions. Outliers are in outliers.c. */
#include "facts/fleet/summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fleet/groups.h"
#include "facts/formats/rows.h"
#include "facts/rules/problem.h"

static const char *const verdicts[XF_FLEET_VERDICTS] = {
	"paravirtual", "hardware", "passthrough", "mixed", "emulated", "none", "unknown", "conflict", "",
};

static const char *value_of(const struct fleet_report *report, enum fleet_role role)
{
	return report->value[role] ? report->value[role] : "";
}

const char *fleet_kind_of(struct arena *arena, const struct fleet_report *report)
{
	const char *mode = value_of(report, XF_ROLE_MODE), *label = value_of(report, XF_ROLE_LABEL);
	const char *domain = value_of(report, XF_ROLE_DOMAIN);

	label = *label ? label : mode;
	if (!*label)
		return "machine without a mode in its report";
	if (parse_in(mode, "unknown conflict"))
		return strcmp(mode, "unknown") ? "machine in conflict" : "machine of unknown mode";
	if (!strcmp(mode, "none"))
		return "machine without Xen";
	const char *with = strstr(label, " with ");
	int head = with ? (int)(with - label) : (int)strlen(label);

	return arena_fmt(arena, "%.*s %s%s", head, label, strcmp(domain, "dom0") ? "guest" : "dom0", with ? with : "");
}

const char *fleet_problem_words(const char *problem)
{
	static const char *const words[][2] = {
		{ "disk_emulated", "whose disk is emulated" }, { "network_emulated", "whose NIC is emulated" },
		{ "frontend_unbound", "with a vbd or vif that no driver is bound to" },
		{ "interrupts_emulated", "whose interrupts are emulated" },
		{ "timers_emulated", "whose timers are emulated" },
		{ "conflict", "whose evidence contradicts itself" }, { "plugin_failed", "with a plugin that failed" },
		{ "pv_only", "without hardware virtualization" }, { "undecided", "with undecided verdicts" },
		{ "not_root", "where places could not be read for lack of permission" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(problem, words[i][0]))
			return words[i][1];
	return "with another problem";
}

/* ---- counting ---- */

/* Everything that is counted in one pass over the machines. */
struct counting {
	struct fleet *fleet;
	struct fleet_summary *summary;
	const char **kinds; /* of each report */
	struct grouping modes, problems, xen, kernels, undecided;
};

static void count_cells(struct fleet_summary *summary, const struct fleet_report *report)
{
	for (size_t i = 0; i < XF_FLEET_CELLS; i++) {
		const char *value = value_of(report, XF_ROLE_DISK + i);
		size_t verdict = 0;

		while (verdict + 1 < XF_FLEET_VERDICTS && strcmp(verdicts[verdict], value))
			verdict++;
		summary->cells[i][verdict]++;
	}
}

static void count_problems(struct counting *counting, const struct fleet_report *report, uint32_t machine)
{
	struct arena *arena = counting->fleet->arena;

	for (size_t i = 0; i < report->problem_count; i++) {
		const char *name = report->problems[i].name;
		const char *word = arena_fmt(arena, "%.*s", (int)strcspn(name, ":"), name);

		fleet_group_add(&counting->problems, word, counting->kinds[counting->fleet->machines[machine].report],
		                report->problems[i].advice, machine);
	}
}

static void count_machine(struct counting *counting, uint32_t machine)
{
	uint32_t number = counting->fleet->machines[machine].report;
	const struct fleet_report *report = &counting->fleet->reports[number];
	const char *mode = value_of(report, XF_ROLE_MODE);

	fleet_group_add(&counting->modes, counting->kinds[number], "", "", machine);
	counting->summary->grades[report->grade < 0 ? 3 : report->grade]++;
	count_cells(counting->summary, report);
	count_problems(counting, report, machine);
	if (report->value[XF_ROLE_XEN])
		fleet_group_add(&counting->xen, report->value[XF_ROLE_XEN], "", "", machine);
	if (report->value[XF_ROLE_KERNEL])
		fleet_group_add(&counting->kernels, report->value[XF_ROLE_KERNEL], "", "", machine);
	if (!*mode || parse_in(mode, "unknown conflict"))
		fleet_group_add(&counting->undecided, counting->kinds[number], "", "", machine);
}

/* ---- order ---- */

static int by_size(const void *a, const void *b)
{
	const struct fleet_group *left = a, *right = b;
	int order = (left->count < right->count) - (left->count > right->count);

	order = order ? order : strcmp(left->key, right->key);
	order = order ? order : strcmp(left->label, right->label);
	return order ? order : strcmp(left->text, right->text);
}

static int severity_of(const struct fleet_group *group)
{
	const struct problem_kind *kind = rules_problem_kind(group->key);

	return kind ? (int)kind->severity : XF_WARNING;
}

static int by_severity(const void *a, const void *b)
{
	int left = severity_of(a), right = severity_of(b);

	return left != right ? right - left : by_size(a, b);
}

static void count_mode_grades(const struct fleet *fleet, struct fleet_summary *summary)
{
	summary->mode_grades = arena_alloc(fleet->arena, summary->modes.count * sizeof(*summary->mode_grades) + 1);
	for (size_t i = 0; i < summary->modes.count && summary->mode_grades; i++)
		for (size_t j = 0; j < summary->modes.list[i].count; j++) {
			uint32_t machine = summary->modes.list[i].machines[j];
			int grade = fleet->reports[fleet->machines[machine].report].grade;

			summary->mode_grades[i][grade < 0 ? 3 : grade]++;
		}
}

int fleet_summarize(struct fleet *fleet, struct fleet_summary *summary)
{
	struct counting counting = { .fleet = fleet, .summary = summary };

	*summary = (struct fleet_summary){ .cell_names = format_row_titles, .verdict_names = verdicts };
	counting.modes.arena = counting.problems.arena = counting.xen.arena = counting.kernels.arena =
		counting.undecided.arena = fleet->arena;
	counting.kinds = arena_alloc(fleet->arena, (fleet->report_count + 1) * sizeof(*counting.kinds));
	for (size_t i = 0; i < fleet->report_count && counting.kinds; i++)
		counting.kinds[i] = fleet_kind_of(fleet->arena, &fleet->reports[i]);
	for (uint32_t i = 0; i < fleet->machine_count && counting.kinds; i++)
		count_machine(&counting, i);
	summary->modes = fleet_group_sort(&counting.modes, by_size);
	summary->problems = fleet_group_sort(&counting.problems, by_severity);
	for (size_t i = 0; i < counting.problems.count; i++)
		counting.problems.list[i].words = fleet_problem_words(counting.problems.list[i].key);
	summary->xen = fleet_group_sort(&counting.xen, by_size);
	summary->kernels = fleet_group_sort(&counting.kernels, by_size);
	summary->undecided = fleet_group_sort(&counting.undecided, by_size);
	count_mode_grades(fleet, summary);
	summary->outliers = fleet_outliers(fleet);
	return arena_failed(fleet->arena) ? -ENOMEM : 0;
}
