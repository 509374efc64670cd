/* SPDX-License-Identifier: MIT */
/*
 * Every rule must matter: taken away, some guest's verdicts change. And only active facts may decide: what is
 * supported or configured explains and never stands in a condition.
 */
#include "tests/guests/load.h"

#include "facts/rules/rules.h"

/* Copies what plugins said, without what rules made of it. */
static void copy_facts(const struct xf_report *from, struct xf_report *to)
{
	for (size_t i = 0; i < from->facts.count; i++) {
		const struct xf_fact *fact = &from->facts.list[i];
		struct xf_value value = { fact->unknown, fact->truth, fact->count, fact->text, 0 };

		if (!strncmp(fact->key, "unknown.", 8) || xf_model_def(&xf_xen_model, fact->key))
			continue;
		if (fact->def->type != XF_LIST || fact->unknown)
			assert_int_equal(xf_facts_add(&to->facts, fact->def, fact->key, &value, NULL), 0);
		for (size_t j = 0; fact->def->type == XF_LIST && j < fact->count; j++) {
			value.text = fact->items[j];
			assert_int_equal(xf_facts_add(&to->facts, fact->def, fact->key, &value, NULL), 0);
		}
	}
}

/* Does this guest reach other verdicts without that rule? */
static bool changes(const struct xf_report *whole, const char *without)
{
	struct xf_report less = { .arena = xf_arena_new(), .host = "" };
	bool differs = false;

	xf_facts_init(&less.facts, less.arena);
	copy_facts(whole, &less);
	assert_int_equal(xf_rules_run(&less.facts, &less.verdicts, &xf_xen_model.rules, without), 0);
	for (size_t i = 0; i < xf_xen_model.rules.count; i++)
		differs = differs || strcmp(less.verdicts.list[i].value, whole->verdicts.list[i].value);
	xf_arena_free(less.arena);
	return differs;
}

static void test_every_rule_decides(void **state)
{
	const struct guests *guests = *state;
	struct xf_arena *arena = xf_arena_new();
	struct xf_report *reports = calloc(guests->count, sizeof(*reports));
	size_t idle = 0;

	for (size_t g = 0; g < guests->count; g++) {
		run_guest(guests, guests->names[g], arena, &reports[g]);
		assert_false(changes(&reports[g], NULL)); /* the copy is faithful */
	}
	for (size_t s = 0; s < xf_xen_model.rules.count; s++) {
		for (size_t r = 0; r < xf_xen_model.rules.sets[s]->count; r++) {
			const char *name = xf_xen_model.rules.sets[s]->rules[r].name;
			size_t g = 0;

			while (g < guests->count && !changes(&reports[g], name))
				g++;
			if (g == guests->count)
				print_error("rule %s decides no guest\n", name);
			idle += g == guests->count;
		}
	}
	free(reports);
	xf_arena_free(arena);
	assert_int_equal(idle, 0);
}

/* The definition of a key that a rule asks for; NULL if nobody promises it. */
static const struct xf_fact_def *promised(const struct guests *guests, const char *key)
{
	const struct xf_fact_def *def = xf_model_def(&xf_xen_model, key);

	for (size_t i = 0; i < guests->registry.count && !def; i++)
		def = xf_def_find(guests->registry.loaded[i].plugin->facts, key);
	return def;
}

static void check_condition(const struct guests *guests, const struct xf_rule *rule, const char *keys)
{
	char copy[256], *rest = copy, *key;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((key = strtok_r(rest, "|", &rest))) {
		const struct xf_fact_def *def = promised(guests, key);

		if (!def)
			fail_msg("rule %s asks for %s, which nobody promises", rule->name, key);
		if (def->strength != XF_ACTIVE)
			fail_msg("rule %s asks for %s, which is only %s", rule->name, key,
			         xf_strength_word(def->strength));
	}
}

static void test_only_active_facts_decide(void **state)
{
	const struct guests *guests = *state;

	for (size_t s = 0; s < xf_xen_model.rules.count; s++)
		for (size_t r = 0; r < xf_xen_model.rules.sets[s]->count; r++) {
			const struct xf_rule *rule = &xf_xen_model.rules.sets[s]->rules[r];

			assert_string_equal(rule->verdict, xf_xen_model.rules.sets[s]->def->key);
			for (size_t c = 0; c < XF_RULE_CONDITIONS && rule->when[c].test != XF_END; c++)
				check_condition(guests, rule, rule->when[c].keys);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_rule_decides), cmocka_unit_test(test_only_active_facts_decide),
	};

	return cmocka_run_group_tests_name("rules", tests, load_guests, free_guests);
}
