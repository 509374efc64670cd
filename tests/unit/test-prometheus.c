/* SPDX-License-Identifier: MIT */
/*
 * What Prometheus is told, of facts that are made up here: node_exporter throws a whole file away for one mistake, so
 * each way to make one is tried. Whole outputs of real guests are in tests/guests.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "facts/formats/encode.h"
#include "facts/rules/rules.h"
#include "tests/unit/report.h"

static const struct xf_fact_def table[] = {
	{ "version", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "features.on", XF_BOOL, XF_SUPPORTED, NULL, "1.0", "A." },
	{ "features.off", XF_BOOL, XF_SUPPORTED, NULL, "1.0", "A." },
	{ "features.lost", XF_BOOL, XF_SUPPORTED, NULL, "1.0", "A." },
	{ "features.raw", XF_TEXT, XF_SUPPORTED, NULL, "1.0", "A." },
	{ "block.unbound", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "block.emulated", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "a.*", XF_COUNT, XF_MOVING, NULL, "1.0", "Back\\slash,\nline, \"quotes\"." },
	{ "a.b", XF_COUNT, XF_MOVING, NULL, "1.0", "B." },
	{ "a", XF_COUNT, XF_MOVING, NULL, "1.0", "The name that a.* has." },
	{ "a_b", XF_COUNT, XF_MOVING, NULL, "1.0", "The name that a.b has." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static int setup(void **state)
{
	report_setup(state);
	struct report *report = *state;

	report->took_us = 1002003;
	report->made_at = 1700000000;
	return 0;
}

static void add(struct report *report, const char *key, struct value value)
{
	const struct xf_fact_def *def = facts_def_find(table, key);
	struct facts *facts = def->strength == XF_MOVING ? &report->moving : &report->facts;

	assert_int_equal(facts_add(facts, def, key, &value, NULL), 0);
}

#define ADD(key, ...) add(*state, (key), (struct value){ __VA_ARGS__ })

/* The whole output; the caller frees it. */
static char *encode(struct report *report)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	assert_int_equal(format_prometheus(file, report), 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(text[size - 1], '\n');
	return text;
}

/* How often a part stands in a text. */
static int times(const char *text, const char *part)
{
	int count = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		count++;
	}
	return count;
}

static void expect(void **state, const char *const parts[])
{
	char *text = encode(*state);

	for (size_t i = 0; parts[i]; i++)
		if (times(text, parts[i]) != 1)
			fail_msg("not once: %s\n%s", parts[i], text);
	free(text);
}

static void test_labels_are_escaped(void **state)
{
	static const char *const parts[] = { ",xen_version=\"4\\\\.1\\\"7\\\\x0a\"} 1\n", NULL };

	ADD("version", .text = "4\\.1\"7\n");
	expect(state, parts);
}

static void test_unknown_has_no_sample_but_in_verdicts(void **state)
{
	static const char *const parts[] = {
		"xenfacts_info{domain=\"unknown\",label=\"unknown\",mode=\"unknown\"} 1\n",
		"xenfacts_spectrum{cell=\"disk\",value=\"unknown\"} 1\n",
		"xenfacts_unknown_facts 3\n", /* `present` too */
		"# TYPE xenfacts_feature_enabled gauge\nxenfacts_feature_enabled{feature=\"off\"} 0\n"
		"xenfacts_feature_enabled{feature=\"on\"} 1\n# HELP xenfacts_disks ",
		"# TYPE xenfacts_disks gauge\nxenfacts_disks{kind=\"emulated\"} 0\n# HELP xenfacts_unknown_facts ",
		NULL,
	};

	ADD("features.on", .truth = true);
	ADD("features.off", .truth = false);
	ADD("features.lost", .unknown = "denied");
	ADD("features.raw", .text = "0");
	ADD("block.emulated", .count = 0);
	ADD("block.unbound", .unknown = "denied");
	expect(state, parts);
	char *text = encode(*state);

	assert_null(strstr(text, "grade")); /* not even a heading */
	free(text);
}

static void test_plugins(void **state)
{
	static const struct plugin_status plugins[] = {
		{ "1", "refused", "x" }, { "2", "refused", "x" }, { "good", "ok", "" }, { "late", "timed_out", "x" },
	};
	static const char *const parts[] = {
		"xenfacts_plugin_success{plugin=\"good\"} 1\nxenfacts_plugin_success{plugin=\"late\"} 0\n"
		"xenfacts_plugin_success{plugin=\"unnamed\"} 0\n#", NULL,
	};
	struct report *report = *state;

	report->plugins = plugins;
	report->plugin_count = 4;
	expect(state, parts);
}

/* Sorted by key, the samples of a.* stand on both sides of a.b; and two pairs of keys come to one name. */
static void test_what_moves(void **state)
{
	static const char *const parts[] = {
		"\n" XF_PROMETHEUS_MOVES "# HELP xenfacts_a_total The name that a.* has.\n",
		"# TYPE xenfacts_a_total counter\nxenfacts_a_total 1\n# HELP xenfacts_a_b_total B.\n"
		"# TYPE xenfacts_a_b_total counter\nxenfacts_a_b_total 3\n# HELP xenfacts_collect_duration_seconds ",
		"\nxenfacts_collect_duration_seconds 1.002003\n",
		"\nxenfacts_last_success_timestamp_seconds 1700000000\n", NULL,
	};

	ADD("a", .count = 1);
	ADD("a.a", .count = 2);
	ADD("a.b", .count = 3);
	ADD("a.c", .count = 4);
	ADD("a_b", .count = 5);
	expect(state, parts);
}

static void test_what_moves_with_a_kind(void **state)
{
	static const char *const parts[] = {
		"# HELP xenfacts_a_total Back\\\\slash,\\\\x0aline, \"quotes\".\n# TYPE xenfacts_a_total counter\n"
		"xenfacts_a_total{kind=\"a\"} 9223372036854775807\nxenfacts_a_total{kind=\"c\"} 4\n", NULL,
	};

	ADD("a.a", .count = INT64_MAX);
	ADD("a.c", .count = 4);
	ADD("a.d", .unknown = "denied");
	expect(state, parts);
}

/* The part before the mark is the same whatever moves. */
static void test_all_that_moves_is_behind_the_mark(void **state)
{
	struct report *report = *state;
	char *before = encode(report);

	report->took_us = 7;
	report->made_at = 8;
	ADD("a.b", .count = 3);
	char *after = encode(report);
	char *end = strstr(before, XF_PROMETHEUS_MOVES);

	assert_non_null(end);
	assert_memory_equal(before, after, (size_t)(end - before) + strlen(XF_PROMETHEUS_MOVES));
	assert_string_not_equal(before, after);
	free(before);
	free(after);
}

static void test_full_disk(void **state)
{
	FILE *file = fopen("/dev/full", "w");

	assert_int_equal(facts_report_make(*state, &rules_model, NULL), 0);
	assert_int_equal(format_prometheus(file, *state), -ENOSPC);
	fclose(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, report_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_labels_are_escaped), TEST(test_unknown_has_no_sample_but_in_verdicts), TEST(test_plugins),
		TEST(test_what_moves), TEST(test_what_moves_with_a_kind), TEST(test_all_that_moves_is_behind_the_mark),
		TEST(test_full_disk),
	};

	return cmocka_run_group_tests_name("prometheus", tests, NULL, NULL);
}
