/* SPDX-License-Identifier: MIT */
/*
 * The set of facts and the tables that they are held against: what a plugin may say, and that a second
 * voice may confirm but not contradict.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "facts/fact.h"

static const struct xf_fact_def table[] = {
	{ "t.bool", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.word", XF_WORD, XF_ACTIVE, "red green", "1.0", "A." },
	{ "t.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.list", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.*.name", XF_TEXT, XF_SUPPORTED, NULL, "1.0", "A." },
	{ "t.first.name", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "u.*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static int setup(void **state)
{
	struct arena *arena = arena_new();
	struct facts *facts = arena_alloc(arena, sizeof(*facts));

	facts_init(facts, arena);
	*state = facts;
	return 0;
}

static int teardown(void **state)
{
	struct facts *facts = *state;

	arena_free(facts->arena);
	return 0;
}

static int add(struct facts *facts, const char *key, const struct value *value)
{
	return facts_add(facts, facts_def_find(table, key), key, value, NULL);
}

#define ADD(key, ...) add(*state, (key), &(struct value){ __VA_ARGS__ })

static const char *text_of(struct facts *facts, const char *key)
{
	return facts_text(facts->arena, facts_find(facts, key));
}

static void test_types(void **state)
{
	assert_int_equal(ADD("t.bool", .truth = true), 0);
	assert_int_equal(ADD("t.count", .count = INT64_MAX), 0);
	assert_int_equal(ADD("t.word", .text = "red"), 0);
	assert_int_equal(ADD("t.text", .text = "a\n\xff"), 0);
	assert_string_equal(text_of(*state, "t.bool"), "true");
	assert_string_equal(text_of(*state, "t.count"), "9223372036854775807");
	assert_string_equal(text_of(*state, "t.word"), "red");
	assert_string_equal(text_of(*state, "t.text"), "a\\x0a\\xff");
	assert_string_equal(text_of(*state, "t.nothing"), "unknown");
	assert_null(facts_find(*state, "t.nothing"));
}

static void test_wrong_values_are_refused(void **state)
{
	char long_key[XF_KEY_CAP + 1];

	memset(long_key, 'u', XF_KEY_CAP);
	long_key[XF_KEY_CAP] = '\0';
	long_key[1] = '.';
	assert_int_equal(ADD("t.count", .count = (uint64_t)INT64_MAX + 1), -EINVAL);
	assert_int_equal(ADD("t.word", .text = "blue"), -EINVAL);
	assert_int_equal(ADD("t.word", .text = "red green"), -EINVAL);
	assert_int_equal(ADD("t.word", .text = ""), -EINVAL);
	assert_int_equal(ADD("t.word", .text = NULL), -EINVAL);
	assert_int_equal(ADD(long_key, .truth = true), -EINVAL);
	assert_int_equal(((struct facts *)*state)->count, 0);
}

static void test_text_is_capped(void **state)
{
	char text[1001];

	memset(text, 'x', 1000);
	text[1000] = '\0';
	assert_int_equal(ADD("t.text", .text = text), 0);
	assert_int_equal(strlen(text_of(*state, "t.text")), XF_TEXT_CAP);
}

static void test_second_voice(void **state)
{
	ADD("t.bool", .truth = true);
	ADD("t.count", .count = 2);
	ADD("t.word", .text = "red");
	ADD("t.first.name", .unknown = "denied");
	assert_int_equal(ADD("t.bool", .truth = true), 0);
	assert_int_equal(ADD("t.bool", .truth = false), -EEXIST);
	assert_int_equal(ADD("t.bool", .unknown = "absent"), -EEXIST);
	assert_int_equal(ADD("t.count", .count = 2), 0);
	assert_int_equal(ADD("t.count", .count = 3), -EEXIST);
	assert_int_equal(ADD("t.word", .text = "green"), -EEXIST);
	assert_int_equal(ADD("t.first.name", .unknown = "failed"), 0);
	assert_int_equal(ADD("t.first.name", .text = "x"), -EEXIST);
	assert_string_equal(text_of(*state, "t.word"), "red");
	assert_string_equal(facts_find(*state, "t.first.name")->unknown, "denied");
	assert_int_equal(((struct facts *)*state)->count, 4);
}

static void test_lists_are_sorted_sets(void **state)
{
	assert_int_equal(ADD("t.list", .text = ""), 0); /* known, and empty */
	assert_int_equal(facts_find(*state, "t.list")->count, 0);
	assert_null(facts_find(*state, "t.list")->unknown);
	ADD("t.list", .text = "b");
	ADD("t.list", .text = "a");
	ADD("t.list", .text = "c\n");
	ADD("t.list", .text = "b");
	ADD("t.list", .text = "B");
	assert_string_equal(text_of(*state, "t.list"), "B, a, b, c\\x0a");
	assert_int_equal(facts_find(*state, "t.list")->count, 4);
}

/* A list that lacks an item must not look like one that is complete. */
static void test_one_unknown_item_spoils_a_list(void **state)
{
	assert_int_equal(ADD("t.list", .text = "a"), 0);
	assert_int_equal(ADD("t.list", .unknown = "denied"), 0);
	assert_int_equal(ADD("t.list", .unknown = "failed"), 0);
	assert_int_equal(ADD("t.list", .text = "b"), 0);
	assert_string_equal(facts_find(*state, "t.list")->unknown, "denied");
	assert_string_equal(text_of(*state, "t.list"), "unknown");
}

static void test_lists_are_capped(void **state)
{
	struct facts *facts = *state;

	for (unsigned i = 0; i < XF_ITEMS_CAP; i++)
		assert_int_equal(ADD("t.list", .text = arena_fmt(facts->arena, "%u", i * 7919 % XF_ITEMS_CAP)), 0);
	const struct fact *list = facts_find(facts, "t.list");

	assert_int_equal(ADD("t.list", .text = "one more"), -ENOSPC);
	assert_int_equal(ADD("t.list", .text = "7"), 0); /* is there already */
	assert_int_equal(list->count, XF_ITEMS_CAP);
	for (unsigned i = 1; i < XF_ITEMS_CAP; i++)
		assert_true(strcmp(list->items[i - 1], list->items[i]) < 0);
}

static void test_observations_are_kept_once(void **state)
{
	static const struct observation observations[] = {
		{ "read", "/a", "x", "p", XF_SEEN }, { "read", "/a", "x", "p", XF_SEEN },
		{ "read", "/b", "x", "p", XF_SEEN }, { "read", "/a", "y", "p", XF_SEEN },
	};
	struct value value = { .count = 1 };

	for (size_t i = 0; i < 4; i++)
		assert_int_equal(facts_add(*state, facts_def_find(table, "t.count"), "t.count", &value,
		                           &observations[i]),
		                 0);
	const struct fact *fact = facts_find(*state, "t.count");

	assert_int_equal(fact->observation_count, 3);
	assert_string_equal(fact->observations[1]->where, "/b");
}

static void test_many_facts_stay_findable(void **state)
{
	struct facts *facts = *state;

	for (unsigned i = 0; i < 3000; i++)
		assert_int_equal(ADD(arena_fmt(facts->arena, "u.k%u", i * 2099 % 3000), .truth = i % 2), 0);
	for (int sealed = 0; sealed < 2; sealed++) {
		for (unsigned i = 0; i < 3000; i++)
			assert_non_null(facts_find(facts, arena_fmt(facts->arena, "u.k%u", i)));
		assert_null(facts_find(facts, "u.k3000"));
		facts_seal(facts);
	}
	for (size_t i = 1; i < facts->count; i++)
		assert_true(strcmp(facts->list[i - 1].key, facts->list[i].key) < 0);
	assert_int_equal(ADD("u.late", .truth = true), 0);
	assert_non_null(facts_find(facts, "u.late"));
}

static void test_definitions_match_part_by_part(void **state)
{
	(void)state;
	assert_ptr_equal(facts_def_find(table, "t.bool"), &table[0]);
	assert_ptr_equal(facts_def_find(table, "t.x.name"), &table[5]);
	assert_ptr_equal(facts_def_find(table, "t.first.name"), &table[6]); /* exact beats '*', wherever it stands */
	assert_ptr_equal(facts_def_find(table, "t.first_one.name"), &table[5]);
	assert_ptr_equal(facts_def_find(table, "u.a"), &table[7]);
	assert_null(facts_def_find(table, "u.a.b"));
	assert_null(facts_def_find(table, "u."));
	assert_null(facts_def_find(table, "u"));
	assert_null(facts_def_find(table, "t..name"));
	assert_null(facts_def_find(table, "t.x.name.y"));
	assert_null(facts_def_find(table, "t.boolean"));
	assert_null(facts_def_find(table, ""));
}

static void test_keys(void **state)
{
	(void)state;
	assert_true(facts_def_is_key("a") && facts_def_is_key("a.b_2.c"));
	assert_false(facts_def_is_key("") || facts_def_is_key(".") || facts_def_is_key("a.") || facts_def_is_key(".a"));
	assert_false(facts_def_is_key("a..b") || facts_def_is_key("a.*") || facts_def_is_key("a.B") ||
	             facts_def_is_key("a.0"));
	assert_false(facts_def_is_key("a=b") || facts_def_is_key("a.b\n") || facts_def_is_key("a.\xc3\xa9"));
}

/* Each row is one definition with one mistake, and a word of the sentence that names it. */
static void test_tables_are_checked(void **state)
{
	static const struct {
		struct xf_fact_def def;
		const char *part;
	} wrong[] = {
		{ { "T.x", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, "not a valid key" },
		{ { "t..x", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, "not a valid key" },
		{ { "t.", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, "not a valid key" },
		{ { "", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, "not a valid key" },
		{ { "t.x*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, "not a valid key" },
		{ { "t", 0, XF_ACTIVE, NULL, "1.0", "A." }, "type" },
		{ { "t", XF_LIST + 1, XF_ACTIVE, NULL, "1.0", "A." }, "type" },
		{ { "t", XF_BOOL, 0, NULL, "1.0", "A." }, "strength" },
		{ { "t", XF_BOOL, XF_MOVING + 1, NULL, "1.0", "A." }, "strength" },
		{ { "t.*", XF_BOOL, XF_MOVING, NULL, "1.0", "A." }, "moving" },
		{ { "t.*.x", XF_COUNT, XF_MOVING, NULL, "1.0", "A." }, "moving" },
		{ { "t", XF_WORD, XF_ACTIVE, NULL, "1.0", "A." }, "values" },
		{ { "t", XF_TEXT, XF_ACTIVE, "a b", "1.0", "A." }, "values" },
		{ { "t", XF_WORD, XF_ACTIVE, "a  b", "1.0", "A." }, "[A-Za-z0-9_]+" },
		{ { "t", XF_WORD, XF_ACTIVE, "a-b", "1.0", "A." }, "[A-Za-z0-9_]+" },
		{ { "t", XF_BOOL, XF_ACTIVE, NULL, "1.0", "No stop" }, "full stop" },
		{ { "t", XF_BOOL, XF_ACTIVE, NULL, "1.0", NULL }, "sentence" },
		{ { "t", XF_BOOL, XF_ACTIVE, NULL, NULL, "A." }, "version" },
	};
	struct arena *arena = ((struct facts *)*state)->arena;

	assert_null(facts_def_check(arena, table));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct xf_fact_def one[] = { wrong[i].def, { NULL, 0, 0, NULL, NULL, NULL } };
		const char *sentence = facts_def_check(arena, one);

		assert_non_null(sentence);
		assert_non_null(strstr(sentence, wrong[i].part));
	}
	const struct xf_fact_def twice[] = { table[0], table[1], table[0], table[8] };

	assert_non_null(strstr(facts_def_check(arena, twice), "twice"));
	assert_non_null(strstr(facts_def_check(arena, &table[8]), "no fact"));
}

static void test_words_of_enumerations(void **state)
{
	(void)state;
	assert_string_equal(facts_strength_word(XF_CONFIGURED), "configured");
	assert_string_equal(facts_type_word(XF_LIST), "list");
	assert_string_equal(facts_type_word(99), "none");
	assert_string_equal(facts_outcome_word(XF_NOT_RECORDED), "not_recorded");
	assert_string_equal(facts_outcome_word((enum xf_outcome)99), "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_types, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wrong_values_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text_is_capped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_second_voice, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lists_are_sorted_sets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_unknown_item_spoils_a_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lists_are_capped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_observations_are_kept_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_facts_stay_findable, setup, teardown),
		cmocka_unit_test(test_definitions_match_part_by_part),
		cmocka_unit_test(test_keys),
		cmocka_unit_test_setup_teardown(test_tables_are_checked, setup, teardown),
		cmocka_unit_test(test_words_of_enumerations),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
