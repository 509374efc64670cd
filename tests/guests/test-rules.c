/* SPDX-License-Identifier: MIT */
/*
 * Every rule must matter: taken away, some guest's verdicts change. And only active facts may decide: what is
 * supported or configured explains and never stands in a condition.
 */
#include "tests/guests/load.h"

#include "facts/rules/rules.h"

/* Copies what plugins said, without what rules made of it. */
static void copy_facts(const struct report *from, struct report *to)
{
	for (size_t i = 0; i < from->facts.count; i++) {
		const struct fact *fact = &from->facts.list[i];
		struct value value = { fact->unknown, fact->truth, fact->count, fact->text, 0 };

		if (!strncmp(fact->key, "unknown.", 8) || facts_model_def(&rules_model, fact->key))
			continue;
		if (fact->def->type != XF_LIST || fact->unknown)
			assert_int_equal(facts_add(&to->facts, fact->def, fact->key, &value, NULL), 0);
		for (size_t j = 0; fact->def->type == XF_LIST && j < fact->count; j++) {
			value.text = fact->items[j];
			assert_int_equal(facts_add(&to->facts, fact->def, fact->key, &value, NULL), 0);
		}
	}
}

/* Does this guest reach other verdicts without that rule? */
static bool changes(const struct report *whole, const char *without)
{
	struct report less = { .arena = arena_new(), .host = "" };
	bool differs = false;

	facts_init(&less.facts, less.arena);
	copy_facts(whole, &less);
	assert_int_equal(facts_rules_run(&less.facts, &less.verdicts, &rules_model.rules, without), 0);
	for (size_t i = 0; i < rules_model.rules.count; i++)
		differs = differs || strcmp(less.verdicts.list[i].value, whole->verdicts.list[i].value);
	arena_free(less.arena);
	return differs;
}

static void test_every_rule_decides(void **state)
{
	const struct guests *guests = *state;
	struct arena *arena = arena_new();
	struct report *reports = calloc(guests->count, sizeof(*reports));
	size_t idle = 0;

	for (size_t g = 0; g < guests->count; g++) {
		run_guest(guests, guests->names[g], arena, &reports[g]);
		assert_false(changes(&reports[g], NULL)); /* the copy is faithful */
	}
	for (size_t s = 0; s < rules_model.rules.count; s++) {
		for (size_t r = 0; r < rules_model.rules.sets[s]->count; r++) {
			const char *name = rules_model.rules.sets[s]->rules[r].name;
			size_t g = 0;

			while (g < guests->count && !changes(&reports[g], name))
				g++;
			if (g == guests->count)
				print_error("rule %s decides no guest\n", name);
			idle += g == guests->count;
		}
	}
	free(reports);
	arena_free(arena);
	assert_int_equal(idle, 0);
}

/* The definition of a key that a rule asks for; NULL if nobody promises it. */
static const struct xf_fact_def *promised(const struct guests *guests, const char *key)
{
	const struct xf_fact_def *def = facts_model_def(&rules_model, key);

	for (size_t i = 0; i < guests->registry.count && !def; i++)
		def = facts_def_find(guests->registry.loaded[i].plugin->facts, key);
	return def;
}

static void check_condition(const struct guests *guests, const struct rule *rule, const char *keys)
{
	char copy[256], *rest = copy, *key;

	snprintf(copy, sizeof(copy), "%s", keys);
	while ((key = strtok_r(rest, "|", &rest))) {
		const struct xf_fact_def *def = promised(guests, key);

		if (!def)
			fail_msg("rule %s asks for %s, which nobody promises", rule->name, key);
		if (def->strength != XF_ACTIVE)
			fail_msg("rule %s asks for %s, which is only %s", rule->name, key,
			         facts_strength_word(def->strength));
	}
}

static void test_only_active_facts_decide(void **state)
{
	const struct guests *guests = *state;

	for (size_t s = 0; s < rules_model.rules.count; s++)
		for (size_t r = 0; r < rules_model.rules.sets[s]->count; r++) {
			const struct rule *rule = &rules_model.rules.sets[s]->rules[r];

			assert_string_equal(rule->verdict, rules_model.rules.sets[s]->def->key);
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
