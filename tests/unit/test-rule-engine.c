/* SPDX-License-Identifier: MIT */
/*
 * How rules are evaluated, with facts made up here. What the rules say of real machines is the guests' test;
 * here it is that nothing is a ladder: all rules speak, disagreement is a conflict, and it travels on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "facts/rules/rules.h"

static const struct xf_fact_def table[] = {
	{ "a.yes", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.word", XF_WORD, XF_ACTIVE, "red green", "1.0", "A." },
	{ "a.some", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.zero", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.list", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.empty", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.absent", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.denied", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.clash", XF_WORD, XF_ACTIVE, "red green conflict", "1.0", "A." },
	{ "hypervisor.type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "cpu.xen", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "dmi.product", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "features.dom0", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "boot.guest_type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

struct fixture {
	struct facts facts;
	struct verdicts verdicts;
};

static int setup(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_alloc(arena, sizeof(*fixture));

	facts_init(&fixture->facts, arena);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->facts.arena);
	return 0;
}

/* Each fact rests on a look at a place of its own, named like its key. */
static void add(struct fixture *fixture, const char *key, struct value value)
{
	struct arena *arena = fixture->facts.arena;
	struct observation *obs = arena_alloc(arena, sizeof(*obs));

	*obs = (struct observation){ "read", key, "", "test", XF_SEEN };
	assert_int_equal(facts_add(&fixture->facts, facts_def_find(table, key), key, &value, obs), 0);
}

#define ADD(key, ...) add(*state, (key), (struct value){ __VA_ARGS__ })

static bool holds(const struct fixture *fixture, const char *keys, enum condition_test test, const char *value)
{
	struct condition condition = { keys, test, value };
	const struct fact *fact = NULL;

	return facts_condition_holds(&fixture->facts, &condition, &fact);
}

static void add_all(void **state)
{
	ADD("a.yes", .truth = true);
	ADD("a.word", .text = "red");
	ADD("a.some", .count = 3);
	ADD("a.zero", .count = 0);
	ADD("a.list", .text = "x");
	ADD("a.empty", .text = "");
	ADD("a.absent", .unknown = "absent");
	ADD("a.denied", .unknown = "denied");
	ADD("a.clash", .unknown = "conflict", .text = "red green");
}

static void test_equal_and_different(void **state)
{
	add_all(state);
	assert_true(holds(*state, "a.yes", XF_IS, "true"));
	assert_false(holds(*state, "a.yes", XF_IS, "false"));
	assert_true(holds(*state, "a.yes", XF_NOT, "false"));
	assert_true(holds(*state, "a.word", XF_IS, "red"));
	assert_false(holds(*state, "a.word", XF_NOT, "red"));
	assert_true(holds(*state, "a.some", XF_IS, "3"));
	assert_true(holds(*state, "a.word", XF_UNLESS, "green"));
	assert_false(holds(*state, "a.word", XF_UNLESS, "red"));
}

static void test_counts_and_lists(void **state)
{
	add_all(state);
	assert_true(holds(*state, "a.some", XF_SOME, NULL) && !holds(*state, "a.some", XF_ZERO, NULL));
	assert_true(holds(*state, "a.zero", XF_ZERO, NULL) && !holds(*state, "a.zero", XF_SOME, NULL));
	assert_true(holds(*state, "a.list", XF_SOME, NULL) && !holds(*state, "a.list", XF_ZERO, NULL));
	assert_true(holds(*state, "a.empty", XF_ZERO, NULL) && !holds(*state, "a.empty", XF_SOME, NULL));
}

/* What is not known is neither equal nor different, neither some nor none. */
static void test_unknown_satisfies_only_unless_and_gone(void **state)
{
	static const char *const keys[] = { "a.absent", "a.denied", "a.nowhere" };

	add_all(state);
	for (size_t i = 0; i < 3; i++) {
		assert_false(holds(*state, keys[i], XF_IS, "x") || holds(*state, keys[i], XF_IS, "unknown"));
		assert_false(holds(*state, keys[i], XF_NOT, "x"));
		assert_false(holds(*state, keys[i], XF_SOME, NULL) || holds(*state, keys[i], XF_ZERO, NULL));
		assert_true(holds(*state, keys[i], XF_UNLESS, "x"));
		assert_int_equal(holds(*state, keys[i], XF_GONE, NULL), i == 0);
	}
	assert_false(holds(*state, "a.yes", XF_GONE, NULL));
	assert_false(holds(*state, "a.yes", XF_END, NULL));
}

static void test_conflict_satisfies_each_of_its_values(void **state)
{
	add_all(state);
	assert_true(holds(*state, "a.clash", XF_IS, "red") && holds(*state, "a.clash", XF_IS, "green"));
	assert_false(holds(*state, "a.clash", XF_IS, "blue") || holds(*state, "a.clash", XF_IS, "red green"));
	assert_true(holds(*state, "a.clash", XF_NOT, "blue") && holds(*state, "a.clash", XF_NOT, "red"));
	assert_true(holds(*state, "a.clash", XF_UNLESS, "red"));
}

static void test_alternatives(void **state)
{
	struct condition condition = { "a.denied|a.nowhere|a.word", XF_IS, "red" };
	const struct fixture *fixture = *state;
	const struct fact *fact = NULL;

	add_all(state);
	assert_true(facts_condition_holds(&fixture->facts, &condition, &fact));
	assert_string_equal(fact->key, "a.word");
	assert_false(holds(*state, "a.denied|a.nowhere", XF_IS, "red"));
	assert_false(holds(*state, "a.word|a.some", XF_IS, "green"));
}

/* Where one of several keys is in conflict, the condition rests on a sure one, wherever that stands. */
static void test_alternatives_prefer_what_is_sure(void **state)
{
	static const struct condition conditions[] = {
		{ "a.clash|a.word", XF_IS, "red" }, { "a.word|a.clash", XF_IS, "red" },
		{ "a.clash|a.denied|a.word", XF_NOT, "blue" }, { "a.denied|a.clash|a.word", XF_UNLESS, "blue" },
	};
	const struct fixture *fixture = *state;
	const struct fact *fact = NULL;

	add_all(state);
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		assert_true(facts_condition_holds(&fixture->facts, &conditions[i], &fact));
		assert_string_equal(fact->key, "a.word");
	}
	const struct condition none = { "a.denied|a.clash|a.nowhere", XF_IS, "green" };
	const struct condition quiet = { "a.denied|a.clash|a.nowhere", XF_UNLESS, "red" };

	assert_true(facts_condition_holds(&fixture->facts, &none, &fact));
	assert_string_equal(fact->key, "a.clash");
	assert_true(facts_condition_holds(&fixture->facts, &quiet, &fact));
	assert_null(fact);
}

static const struct verdict *run(struct fixture *fixture, const char *key, const char *without)
{
	assert_int_equal(facts_rules_run(&fixture->facts, &fixture->verdicts, &rules_model.rules, without), 0);
	assert_int_equal(fixture->verdicts.count, rules_model.rules.count);
	return facts_verdict(&fixture->verdicts, key);
}

static void test_nothing_known_is_unknown(void **state)
{
	for (size_t i = 0; i < rules_model.rules.count; i++) {
		struct fixture fresh = { .facts = { .arena = ((struct fixture *)*state)->facts.arena } };
		const struct verdict *verdict = run(&fresh, rules_model.rules.sets[i]->def->key, NULL);
		const struct fact *fact = facts_find(&fresh.facts, verdict->set->def->key);

		assert_string_equal(verdict->value, "unknown");
		assert_true(*verdict->reason && !*verdict->first);
		assert_non_null(fact->unknown);
	}
	assert_null(facts_verdict(&((struct fixture *)*state)->verdicts, "mode"));
}

static void test_agreement(void **state)
{
	ADD("hypervisor.type", .text = "xen");
	ADD("cpu.xen", .truth = true);
	ADD("features.dom0", .truth = false);
	const struct verdict *present = run(*state, "present", NULL);
	const struct fixture *fixture = *state;

	assert_string_equal(present->value, "true");
	assert_int_equal(present->for_count, 3);
	assert_int_equal(present->against_count, 0);
	assert_string_equal(present->reason, "");
	assert_int_equal(facts_find(&fixture->facts, "present")->observation_count, 3);
	assert_string_equal(facts_verdict(&fixture->verdicts, "domain")->value, "domU");
}

static void test_a_rule_left_out_says_nothing(void **state)
{
	ADD("hypervisor.type", .text = "xen");
	const struct verdict *present = run(*state, "present", "present_sysfs");

	assert_string_equal(present->value, "unknown");
	for (size_t i = 0; i < present->set->count; i++)
		assert_false(present->stands[i]);
}

static void test_conflict_names_both_sides_and_travels_on(void **state)
{
	const struct fixture *fixture = *state;

	ADD("dmi.product", .text = "HVM domU");
	ADD("cpu.xen", .truth = false);
	const struct verdict *present = run(*state, "present", NULL);

	assert_string_equal(present->value, "conflict");
	assert_string_equal(present->first, "true");
	assert_int_equal(present->for_count, 1);
	assert_int_equal(present->against_count, 1);
	assert_non_null(strstr(present->reason, "true false"));
	assert_string_equal(facts_find(&fixture->facts, "present")->unknown, "conflict");
	/* The board says domU, the absence says none: what rests on the conflict conflicts too. */
	assert_string_equal(facts_verdict(&fixture->verdicts, "domain")->value, "conflict");
	assert_string_equal(facts_find(&fixture->facts, "domain")->text, "none domU");
	/* And where only one side has something to say, it is no more certain than what it rests on. */
	assert_string_equal(facts_verdict(&fixture->verdicts, "spectrum.disk")->value, "conflict");
	assert_non_null(strstr(facts_verdict(&fixture->verdicts, "spectrum.disk")->reason, "none rests on another"));
}

/* Facts without looks, as a test may make them, do not make a conflict speechless. */
static void test_conflict_without_observations_has_a_reason(void **state)
{
	struct fixture *fixture = *state;
	struct value board = { .text = "HVM domU" }, cpu = { .truth = false };

	facts_add(&fixture->facts, facts_def_find(table, "dmi.product"), "dmi.product", &board, NULL);
	facts_add(&fixture->facts, facts_def_find(table, "cpu.xen"), "cpu.xen", &cpu, NULL);
	assert_string_equal(run(fixture, "present", NULL)->value, "conflict");
	assert_true(*facts_verdict(&fixture->verdicts, "present")->reason);
}

/* Two rules that stand on one place do not count it twice. */
static void test_places_are_counted_once(void **state)
{
	ADD("hypervisor.type", .text = "xen");
	ADD("boot.guest_type", .text = "pvh");
	const struct verdict *mode = run(*state, "mode", NULL);

	assert_string_equal(mode->value, "pvh");
	assert_int_equal(mode->for_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_equal_and_different, setup, teardown),
		cmocka_unit_test_setup_teardown(test_counts_and_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_satisfies_only_unless_and_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_conflict_satisfies_each_of_its_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_alternatives, setup, teardown),
		cmocka_unit_test_setup_teardown(test_alternatives_prefer_what_is_sure, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_known_is_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_agreement, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_rule_left_out_says_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_conflict_names_both_sides_and_travels_on, setup, teardown),
		cmocka_unit_test_setup_teardown(test_conflict_without_observations_has_a_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(test_places_are_counted_once, setup, teardown),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
