/* SPDX-License-Identifier: MIT */
/*
 * The stream of events that every encoder eats. It is compared as text, one word for each event, because the
 * order is the contract: machine output must be the same byte for byte.
 */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "facts/formats/tree.h"
#include "tests/unit/report.h"

static const struct xf_fact_def table[] = {
	{ "a", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "b.*.x", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "b.*.list", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "b_count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "mode", XF_WORD, XF_ACTIVE, "pv unknown conflict", "1.0", "A." },
	{ "plain", XF_WORD, XF_ACTIVE, "pv", "1.0", "A." },
	{ "deep.*.*.*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

/* The events so far, and after how many to answer with an error. */
struct transcript {
	char text[2000];
	int events, stop;
};

static int receive(void *context, const struct tree_event *event)
{
	static const char *const marks[] = { "?", "{", "}", "[", "]", "=", "=", "=" };
	struct transcript *all = context;
	size_t used = strlen(all->text), room = sizeof(all->text) - used;
	const char *key = event->key ? event->key : "-", *mark = marks[event->kind];

	if (event->kind == XF_SCALAR_BOOL)
		snprintf(all->text + used, room, "%s%s%s ", key, mark, event->truth ? "true" : "false");
	else if (event->kind == XF_SCALAR_COUNT)
		snprintf(all->text + used, room, "%s%s%" PRIu64 " ", key, mark, event->count);
	else if (event->kind == XF_SCALAR_TEXT)
		snprintf(all->text + used, room, "%s%s'%s' ", key, mark, event->text);
	else
		snprintf(all->text + used, room, "%s%s%s ", key, mark, event->path);
	return ++all->events == all->stop ? -EPIPE : 0;
}

static void add(struct report *report, const char *key, struct value value)
{
	assert_int_equal(facts_add(&report->facts, facts_def_find(table, key), key, &value, NULL), 0);
}

#define ADD(key, ...) add(*state, (key), (struct value){ __VA_ARGS__ })

static int walk(struct report *report, const char *const *keys, struct transcript *all)
{
	const char *missing = NULL;

	facts_seal(&report->facts);
	int error = format_tree_walk(report, keys, receive, all, &missing);

	if (error == -ENOENT)
		snprintf(all->text, sizeof(all->text), "missing %s", missing);
	return error;
}

#define EXPECT(keys, text_)                                                                               \
	do {                                                                                              \
		struct transcript all = { .text = "" };                                                   \
		assert_int_equal(walk(*state, (keys), &all), 0);                                          \
		assert_string_equal(all.text, (text_));                                                   \
	} while (0)

static void add_some(void **state)
{
	ADD("mode", .text = "pv");
	ADD("b_count", .count = 2);
	ADD("b.xvdb.x", .truth = false);
	ADD("b.xvda.x", .truth = true);
	ADD("b.xvda.list", .text = "z");
	ADD("b.xvda.list", .text = "y");
	ADD("a.t", .text = "text");
}

static void test_empty(void **state)
{
	EXPECT(NULL, "-{ -} ");
}

static void test_nested_and_sorted(void **state)
{
	add_some(state);
	EXPECT(NULL, "-{ a{a t='text' a}a b{b xvda{b.xvda list[b.xvda.list -='y' -='z' list]b.xvda.list x=true "
	             "xvda}b.xvda xvdb{b.xvdb x=false xvdb}b.xvdb b}b b_count=2 mode='pv' -} ");
}

static void test_siblings_deep_down(void **state)
{
	ADD("deep.a.b.c", .text = "1");
	ADD("deep.a.b.d", .text = "2");
	ADD("deep.ab.b.c", .text = "3");
	EXPECT(NULL, "-{ deep{deep a{deep.a b{deep.a.b c='1' d='2' b}deep.a.b a}deep.a "
	             "ab{deep.ab b{deep.ab.b c='3' b}deep.ab.b ab}deep.ab deep}deep -} ");
}

static void test_selected_keys(void **state)
{
	add_some(state);
	EXPECT(((const char *[]){ "mode", NULL }), "-{ mode='pv' -} ");
	EXPECT(((const char *[]){ "b.xvdb", NULL }), "-{ b{b xvdb{b.xvdb x=false xvdb}b.xvdb b}b -} ");
	EXPECT(((const char *[]){ "mode", "a", NULL }), "-{ a{a t='text' a}a mode='pv' -} ");
	EXPECT(((const char *[]){ "a", "a.t", NULL }), "-{ a{a t='text' a}a -} ");
}

static void test_missing_keys(void **state)
{
	static const char *const wrong[] = { "nothing", "mod", "mode.x", "b.xvd", "a.", ".a", "A" };

	add_some(state);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct transcript all = { .text = "" };
		char expected[64];

		snprintf(expected, sizeof(expected), "missing %s", wrong[i]);
		assert_int_equal(walk(*state, (const char *[]){ "mode", wrong[i], NULL }, &all), -ENOENT);
		assert_string_equal(all.text, expected);
		assert_int_equal(all.events, 0); /* nothing was sent before */
	}
}

/* Unknown facts are left out but for words that know "unknown"; a list is left out when it is empty. */
static void test_unknown_and_empty(void **state)
{
	ADD("a.t", .unknown = "denied");
	ADD("b_count", .unknown = "denied");
	ADD("b.xvda.x", .unknown = "denied");
	ADD("b.xvda.list", .text = "");
	ADD("plain", .unknown = "denied");
	ADD("mode", .unknown = "absent");
	EXPECT(NULL, "-{ mode='unknown' -} ");
	EXPECT(((const char *[]){ "b_count", NULL }), "-{ -} "); /* there, but without a value */
}

static void test_conflict(void **state)
{
	ADD("mode", .unknown = "conflict", .text = "pv hvm");
	ADD("plain", .unknown = "conflict", .text = "pv");
	EXPECT(NULL, "-{ mode='conflict' -} ");
}

/* A key that is a value and a map at once would be printed twice, which JSON parsers resolve at random. */
static void test_value_and_map_of_one_key(void **state)
{
	ADD("a", .count = 1);
	ADD("a.x", .text = "x");
	ADD("a.y", .text = "y");
	ADD("b_count", .count = 2);
	EXPECT(NULL, "-{ a=1 b_count=2 -} ");
}

static void test_receiver_stops_the_walk(void **state)
{
	struct transcript whole = { .text = "" };

	add_some(state);
	assert_int_equal(walk(*state, NULL, &whole), 0);
	for (int stop = 1; stop <= whole.events; stop++) {
		struct transcript part = { .stop = stop };

		assert_int_equal(walk(*state, NULL, &part), -EPIPE);
		assert_int_equal(part.events, stop);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_empty, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_nested_and_sorted, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_siblings_deep_down, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_selected_keys, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_missing_keys, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_unknown_and_empty, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_conflict, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_value_and_map_of_one_key, report_setup, report_teardown),
		cmocka_unit_test_setup_teardown(test_receiver_stops_the_walk, report_setup, report_teardown),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
