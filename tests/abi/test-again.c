/* SPDX-License-Identifier: MIT */
/*
 * A run that is told what plugins said last time: if they say the same again, no report is made; in any other case it
 * is whole.
 */
#include "tests/abi/abi.h"

#include <errno.h>

/* Runs a folder's plugins. */
static int run_again(struct run *run, const char *folder, enum whose whose, struct buf *said)
{
	struct run_options options = { .registry = &run->registry, .deadline_ms = 20000, .said = said };

	*run = (struct run){ .arena = arena_new() };
	assert_int_equal(probe_registry_load(&run->registry, folder), 0);
	for (size_t i = 0; i < run->registry.count; i++)
		run->registry.loaded[i].own = whose == OURS;
	assert_int_equal(machine_tree("tree", &run->machine), 0);
	options.machine = run->machine;
	return probe_run(run->arena, &options, &run->report);
}

/* Expects a whole report; does it remember what was said? */
static bool is_made(const char *folder, enum whose whose, struct buf *said, const char *cmdline)
{
	struct run run;

	assert_int_equal(run_again(&run, folder, whose, said), 0);
	assert_string_equal(status_of(&run.report, "a_good")->status, "ok");
	assert_string_equal(status_of(&run.report, "z_good")->status, "ok");
	const struct fact *fact = facts_find(&run.report.facts, "a_good.text");

	assert_non_null(fact);
	assert_string_equal(fact->text, cmdline);
	end_run(&run);
	return said->size;
}

static void assert_is_as_before(const char *folder, struct buf *said)
{
	size_t size = said->size;
	struct run run;

	assert_int_equal(run_again(&run, folder, OURS, said), -EALREADY);
	assert_int_equal(said->size, size);
	end_run(&run);
}

static void test_only_the_same_is_not_made_again(void **state)
{
	struct buf said = { 0 };

	(void)state;
	new_folder("good");
	copy_plugin("good", "a_good", "a_good");
	copy_plugin("good", "z_good", "z_good");
	make_tree();
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvda"));
	assert_is_as_before("good", &said);
	assert_is_as_before("good", &said);

	write_file("tree/proc/cmdline", "console=hvc0 root=/dev/xvdb\n");
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	assert_is_as_before("good", &said);

	copy_plugin("good", "z_good", "z_good"); /* another file, of which nobody knows what it does */
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	assert_is_as_before("good", &said);
	buf_free(&said);
}

/* The worker ends where there should be more, says something else, or more. */
static void test_nearly_the_same(void **state)
{
	struct buf said = { 0 };

	(void)state;
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	size_t size = said.size;

	buf_u64(&said, 1);
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	assert_int_equal(said.size, size);
	said.size--;
	assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	for (size_t at = size / 2; at < size; at += size / 8) {
		said.bytes[at] ^= 1;
		assert_true(is_made("good", OURS, &said, "console=hvc0 root=/dev/xvdb"));
		assert_int_equal(said.size, size);
	}
	assert_is_as_before("good", &said);
	buf_free(&said);
}

/* A plugin that failed may do better next time; one from elsewhere has a worker of its own. */
static void test_what_is_not_remembered(void **state)
{
	struct buf said = { 0 };

	(void)state;
	assert_false(is_made("good", OTHERS, &said, "console=hvc0 root=/dev/xvdb"));
	new_folder("bad");
	copy_plugin("bad", "a_good", "a_good");
	copy_plugin("bad", "run_crash", "run_crash");
	copy_plugin("bad", "z_good", "z_good");
	assert_false(is_made("bad", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	assert_false(is_made("bad", OURS, &said, "console=hvc0 root=/dev/xvdb"));
	buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_the_same_is_not_made_again), cmocka_unit_test(test_nearly_the_same),
		cmocka_unit_test(test_what_is_not_remembered),
	};

	return cmocka_run_group_tests_name("again", tests, NULL, NULL);
}
