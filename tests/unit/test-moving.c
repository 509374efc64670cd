/* SPDX-License-Identifier: MIT */
/*
 * What moves on its way from a plugin to the report: it is kept apart from the facts, where no rule, no format and no
 * list of unknown facts can find it, and it takes no fact's room.
 */
#include "tests/unit/fake.h"

#include <errno.h>

#include "core/probe/wire.h"
#include "facts/rules/rules.h"
#include "tests/unit/report.h"

static const struct xf_fact_def facts[] = {
	{ "t.moves.*", XF_COUNT, XF_MOVING, NULL, "1.0", "A." },
	{ "t.alone", XF_COUNT, XF_MOVING, NULL, "1.0", "A." },
	{ "t.count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.size.*", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/p/*", NULL };

static const struct fake_place places[] = {
	{ "/p/type", XF_SEEN, "xen\n", 0 }, { "/p/denied", XF_DENIED, NULL, 0 }, { NULL, XF_ABSENT, NULL, 0 },
};

/* Runs a plugin whose `look` is given, and makes the report; returns what the plugin broke. */
static const char *run(struct report *report, void (*look)(struct xf_probe *probe))
{
	const struct xf_plugin plugin = { .name = "t", .purpose = "Tests.", .facts = facts,
		.reads = reads, .look = look };
	struct fake fake = { .places = places };
	struct observations observations = { .arena = report->arena, .machine = fake_open(&fake) };
	struct loaded_plugin loaded[] = { { .plugin = &plugin } };
	struct registry registry = { .loaded = loaded, .count = 1 };
	struct buf message = { .size = 0 };
	struct plugin_result result;

	probe_wire_run(&observations, loaded, 0, &message);
	struct cursor cursor = { message.bytes, message.bytes + message.size, false };

	assert_int_equal(probe_wire_read(&cursor, &registry, report, &result), 0);
	buf_free(&message);
	machine_close(observations.machine);
	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	return result.detail;
}

static void look_at_counters(struct xf_probe *probe)
{
	const struct xf_obs *seen = xf_read(probe, "/p/type");

	xf_say_count(probe, seen, 5, "t.moves.b");
	xf_say_count(probe, seen, 6, "t.moves.a");
	xf_say_count(probe, seen, 7, "t.count");
	xf_say_count(probe, xf_read(probe, "/p/denied"), 8, "t.alone");
}

static void test_apart_and_sorted(void **state)
{
	struct report *report = *state;
	static const char *const keys[] = { "t.alone", "t.moves.a", "t.moves.b" };

	assert_string_equal(run(report, look_at_counters), "");
	assert_int_equal(report->moving.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(report->moving.list[i].key, keys[i]);
		assert_null(facts_find(&report->facts, keys[i]));
	}
	assert_int_equal(facts_find(&report->moving, "t.moves.b")->count, 5);
	assert_int_equal(facts_find(&report->facts, "t.count")->count, 7);
}

static void test_unknown_is_not_listed(void **state)
{
	struct report *report = *state;

	run(report, look_at_counters);
	assert_string_equal(facts_find(&report->moving, "t.alone")->unknown, "denied");
	assert_null(facts_find(&report->facts, "unknown.t.alone"));
}

static void look_and_contradict(struct xf_probe *probe)
{
	const struct xf_obs *seen = xf_read(probe, "/p/type");

	xf_say_count(probe, seen, 5, "t.alone");
	xf_say_count(probe, seen, 6, "t.alone");
}

static void test_two_values_are_a_broken_promise(void **state)
{
	assert_non_null(strstr(run(*state, look_and_contradict), "t.alone, which already has another value"));
}

/* As many counters as a plugin may have, and one more; then a fact. */
static void look_and_talk(struct xf_probe *probe)
{
	const struct xf_obs *seen = xf_read(probe, "/p/type");

	for (unsigned i = 0; i <= XF_FACTS_CAP; i++)
		xf_say_count(probe, seen, i, "t.moves.n%u", i);
	xf_say_count(probe, seen, 1, "t.size.x");
}

static void test_each_set_has_its_cap(void **state)
{
	struct report *report = *state;

	assert_non_null(strstr(run(report, look_and_talk), "one fact or item too many"));
	assert_int_equal(report->moving.count, XF_FACTS_CAP);
	assert_non_null(facts_find(&report->facts, "t.size.x"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, report_setup, report_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_apart_and_sorted), TEST(test_unknown_is_not_listed),
		TEST(test_two_values_are_a_broken_promise), TEST(test_each_set_has_its_cap),
	};

	return cmocka_run_group_tests_name("moving", tests, NULL, NULL);
}
