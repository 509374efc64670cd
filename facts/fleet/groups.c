/* SPDX-License-Identifier: MIT */
/* Groups, and those of outliers. */
#include "facts/fleet/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

#define FEWEST 10 /* machines among which one can be an outlier */

void fleet_group_add(struct grouping *grouping, const char *key, const char *label, const char *text, uint32_t machine)
{
	struct arena *arena = grouping->arena;
	const char *name = *label || *text ? arena_fmt(arena, "%s\n%s\n%s", key, label, text) : key;
	void **place = map_at(&grouping->known, arena, name);

	if (place && !*place) {
		struct fleet_group *grown = arena_grow(arena, grouping->list, grouping->count, sizeof(*grown));

		if (!grown)
			return;
		grouping->list = grown;
		grown[grouping->count++] = (struct fleet_group){ key, label, text, "", NULL, 0 };
		*place = (void *)(uintptr_t)grouping->count;
	}
	struct fleet_group *group = place ? &grouping->list[(uintptr_t)*place - 1] : NULL;

	if (!group || (group->count && group->machines[group->count - 1] == machine))
		return;
	uint32_t *machines = (uint32_t *)(uintptr_t)group->machines;

	machines = arena_grow(arena, machines, group->count, sizeof(*machines));
	if (!machines)
		return;
	machines[group->count++] = machine;
	group->machines = machines;
}

struct fleet_groups fleet_group_sort(struct grouping *grouping, int (*order)(const void *, const void *))
{
	if (grouping->count)
		qsort(grouping->list, grouping->count, sizeof(*grouping->list), order);
	return (struct fleet_groups){ grouping->list, grouping->count };
}

/* ---- outliers ---- */

/* What is counted of each key, and of each fact. */
struct tally {
	const struct fleet *fleet;
	size_t *report_machines;
	size_t *fact_machines;
	struct tally_key {
		size_t machines;
		size_t last_report; /* + 1 */
		bool list;          /* some report has several values */
		uint32_t usual;     /* the fact that most machines have */
	} * keys;
};

/* Neither what restates other facts, nor what is not about the machine. */
static bool is_compared(const struct fleet_key *key)
{
	char top[24];

	snprintf(top, sizeof(top), "%.*s", (int)strcspn(key->text, "."), key->text);
	return !parse_in(top, "evidence explained unknown unknown_count compat problems problem_count denied "
	                 "denied_count schema label");
}

static void tally_report(struct tally *tally, size_t number)
{
	const struct fleet *fleet = tally->fleet;
	const struct fleet_report *report = &fleet->reports[number];

	for (size_t i = 0; i < report->count; i++) {
		const struct fleet_part *part = &fleet->parts[report->parts[i]];

		for (size_t j = 0; j < part->count; j++) {
			struct tally_key *key = &tally->keys[fleet->facts[part->facts[j]].key->number];

			tally->fact_machines[part->facts[j]] += tally->report_machines[number];
			key->list = key->list || key->last_report == number + 1;
			if (key->last_report != number + 1)
				key->machines += tally->report_machines[number];
			key->last_report = number + 1;
		}
	}
}

static bool tally_all(struct tally *tally)
{
	const struct fleet *fleet = tally->fleet;

	tally->report_machines = arena_alloc(fleet->arena, (fleet->report_count + 1) * sizeof(size_t));
	tally->fact_machines = arena_alloc(fleet->arena, (fleet->fact_count + 1) * sizeof(size_t));
	tally->keys = arena_alloc(fleet->arena, (fleet->key_count + 1) * sizeof(*tally->keys));
	if (!tally->report_machines || !tally->fact_machines || !tally->keys)
		return false;
	for (size_t i = 0; i < fleet->machine_count; i++)
		tally->report_machines[fleet->machines[i].report]++;
	for (size_t i = 0; i < fleet->report_count; i++)
		if (tally->report_machines[i])
			tally_report(tally, i);
	for (uint32_t i = 0; i < fleet->fact_count; i++) {
		struct tally_key *key = &tally->keys[fleet->facts[i].key->number];

		if (tally->fact_machines[i] > tally->fact_machines[key->usual] ||
		    fleet->facts[key->usual].key != fleet->facts[i].key)
			key->usual = i;
	}
	return true;
}

static bool is_rare(const struct tally *tally, uint32_t fact)
{
	const struct fleet_key *key = tally->fleet->facts[fact].key;
	const struct tally_key *counts = &tally->keys[key->number];
	size_t few = counts->machines / 50 ? counts->machines / 50 : 1;

	return counts->machines >= FEWEST && !counts->list && tally->fact_machines[fact] <= few &&
	       tally->fact_machines[counts->usual] * 10 >= counts->machines * 9 && is_compared(key);
}

static void add_machine(const struct tally *tally, struct grouping *outliers, uint32_t machine)
{
	const struct fleet *fleet = tally->fleet;
	const struct fleet_report *report = &fleet->reports[fleet->machines[machine].report];

	for (size_t i = 0; i < report->count; i++) {
		const struct fleet_part *part = &fleet->parts[report->parts[i]];

		for (size_t j = 0; j < part->count; j++) {
			const struct fleet_fact *fact = &fleet->facts[part->facts[j]];

			if (is_rare(tally, part->facts[j]))
				fleet_group_add(outliers, fact->key->text, fact->value,
				                fleet->facts[tally->keys[fact->key->number].usual].value, machine);
		}
	}
}

static int by_text(const void *a, const void *b)
{
	const struct fleet_group *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	return order ? order : strcmp(left->label, right->label);
}

struct fleet_groups fleet_outliers(struct fleet *fleet)
{
	struct tally tally = { .fleet = fleet };
	struct grouping outliers = { .arena = fleet->arena };

	if (fleet->machine_count >= FEWEST && tally_all(&tally))
		for (uint32_t i = 0; i < fleet->machine_count; i++)
			add_machine(&tally, &outliers, i);
	return fleet_group_sort(&outliers, by_text);
}
