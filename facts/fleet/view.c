/* SPDX-License-Identifier: MIT */
/*
 * What the summary needs of a report, and advice. A report of a tool has its problems' names only; advice follows from
 * a few other facts, so that the same table advises here as on the machine itself.
 */
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fleet/fleet.h"
#include "facts/formats/rows.h"
#include "facts/rules/advice.h"

enum fleet_role fleet_role(const char *key)
{
	static const char *const keys[] = {
		[XF_ROLE_MODE] = "mode", [XF_ROLE_LABEL] = "label", [XF_ROLE_DOMAIN] = "domain",
		[XF_ROLE_XEN] = "version", [XF_ROLE_KERNEL] = "kernel.release", [XF_ROLE_PLATFORM] = "platform",
		[XF_ROLE_COUNT] = "problem_count", [XF_ROLE_DISK] = "spectrum.disk",
		[XF_ROLE_NETWORK] = "spectrum.network", [XF_ROLE_INTERRUPTS] = "spectrum.interrupts",
		[XF_ROLE_TIMERS] = "spectrum.timers", [XF_ROLE_MOTHERBOARD] = "spectrum.motherboard",
		[XF_ROLE_PRIVILEGED] = "spectrum.privileged", [XF_ROLE_PROBLEM] = "problems",
	};
	size_t role = 0;

	while (role < XF_ROLE_NONE && strcmp(keys[role], key))
		role++;
	return (enum fleet_role)role;
}

/* ---- advice ---- */

/* Is it one of the keys "a|b"? */
static bool is_among(const char *key, const char *keys)
{
	size_t length = strlen(key);

	for (const char *at = keys; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (!strncmp(at, key, length) && (!at[length] || at[length] == '|'))
			return true;
	return false;
}

void fleet_advises(struct fleet_key *key)
{
	size_t count;
	const struct advice *table = rules_advice_table(&count);

	key->counts = parse_in(key->text, "major minor");
	key->advises = key->counts || parse_in(key->text, "kernel.release platform extra cpu.emulated_by");
	for (size_t i = 0; i < count; i++)
		if (table[i].when.test != XF_END && is_among(key->text, table[i].when.keys)) {
			key->advises = true;
			key->counts = key->counts || table[i].when.test == XF_SOME;
		}
}

static void add_fact(struct facts *facts, const struct fleet_fact *fact)
{
	static const struct xf_fact_def count = { .key = "*", .type = XF_COUNT };
	static const struct xf_fact_def text = { .key = "*", .type = XF_TEXT };
	struct value value = { .text = fact->value };

	/* What is not a number where a number belongs is not known; what does not fit is left out. */
	if (!fact->key->counts || !parse_u64(fact->value, 10, &value.count))
		facts_add(facts, fact->key->counts ? &count : &text, fact->key->text, &value, NULL);
}

void fleet_advise(const struct fleet *fleet, const struct fleet_report *report, struct fleet_problem *problems,
                  size_t count)
{
	struct report machine = { .arena = problems && count ? arena_new() : NULL };

	if (!machine.arena)
		return;
	facts_init(&machine.facts, machine.arena);
	for (size_t i = 0; i < report->count; i++) {
		const struct fleet_part *part = &fleet->parts[report->parts[i]];

		for (size_t j = 0; j < part->count; j++)
			if (fleet->facts[part->facts[j]].key->advises)
				add_fact(&machine.facts, &fleet->facts[part->facts[j]]);
	}
	for (size_t i = 0; i < count; i++) {
		const char *colon = strchr(problems[i].name, ':');
		const char *word = arena_fmt(machine.arena, "%.*s", (int)strcspn(problems[i].name, ":"),
		                             problems[i].name);

		problems[i].advice = rules_advice(&machine, word, colon ? colon + 1 : "");
	}
	arena_free(machine.arena); /* advice is constant text */
}

/* ---- the view ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct fleet_problem *)a)->name, ((const struct fleet_problem *)b)->name);
}

/* Takes one fact. Of several values of a key that should have one, the first counts. */
static void take(struct fleet *fleet, struct fleet_report *report, struct fleet_problem **problems,
                 const struct fleet_fact *fact)
{
	enum fleet_role role = fact->key->role;

	if (role < XF_ROLES && !report->value[role])
		report->value[role] = fact->value;
	if (role != XF_ROLE_PROBLEM)
		return;
	struct fleet_problem *grown = arena_grow(fleet->arena, *problems, report->problem_count, sizeof(*grown));

	if (!grown)
		return;
	*problems = grown;
	grown[report->problem_count++] = (struct fleet_problem){ fact->value, "" };
}

/* A machine is as good as its worst cell; optimal only if all of them are known. */
static int worst_grade(const struct fleet_report *report)
{
	int worst = -1;
	bool known = true;

	for (size_t i = 0; i < XF_FLEET_CELLS; i++) {
		const char *value = report->value[XF_ROLE_DISK + i];
		int grade = value ? format_grade(i, value) : -1;

		known = known && value && (grade >= 0 || !strcmp(value, "none"));
		if (grade >= 0 && (worst < 0 || grade < worst))
			worst = grade;
	}
	return worst == 2 && !known ? -1 : worst;
}

void fleet_view(struct fleet *fleet, struct fleet_report *report)
{
	struct fleet_problem *problems = NULL;

	for (size_t i = 0; i < report->count; i++) {
		const struct fleet_part *part = &fleet->parts[report->parts[i]];

		for (size_t j = 0; j < part->count; j++)
			take(fleet, report, &problems, &fleet->facts[part->facts[j]]);
	}
	if (problems)
		qsort(problems, report->problem_count, sizeof(*problems), by_name);
	fleet_advise(fleet, report, problems, report->problem_count);
	report->problems = problems;
	report->grade = worst_grade(report);
}
