/* SPDX-License-Identifier: MIT */
/*
 * Plugins of other versions: built against the first header, against the second, and for one that is yet to come. Each
 * says here what it would say at home, and what one does not have counts as 0.
 */
#include "tests/abi/abi.h"

/* The header of ABI 1 as it was first; the names are its own there, and here. */
#define FIRST_SIZE (2 * sizeof(uint32_t) + 5 * sizeof(void *))

static const char *text_of(const struct run *run, const char *key)
{
	const struct fact *fact = facts_find(&run->report.facts, key);

	return fact ? facts_text(run->arena, fact) : "not said";
}

static void assert_ok(const struct run *run, const char *name)
{
	const struct plugin_status *status = status_of(&run->report, name);

	if (strcmp(status->status, "ok"))
		fail_msg("%s: %s: \"%s\"", name, status->status, status->detail);
}

static void load(struct run *run, const char *folder, const char *const *plugins, unsigned deadline_ms)
{
	new_folder(folder);
	for (; *plugins; plugins++) {
		const char *slash = strrchr(*plugins, '/');

		copy_plugin(folder, *plugins, slash ? slash + 1 : *plugins);
	}
	run_folder_of(OURS, run, folder, deadline_ms);
}

static void test_both_headers_say_the_same(void **state)
{
	static const char *const first[] = { "a_good", "z_good", NULL };
	static const char *const second[] = { "2/a_good", "2/z_good", NULL };
	struct run old, new;

	(void)state;
	load(&old, "first", first, 20000);
	load(&new, "second", second, 20000);
	for (size_t i = 0; i < 2; i++) {
		assert_ok(&old, i ? "z_good" : "a_good");
		assert_ok(&new, i ? "z_good" : "a_good");
	}
	assert_int_equal(old.report.facts.count, new.report.facts.count);
	for (size_t i = 0; i < old.report.facts.count; i++) {
		const struct fact *fact = &old.report.facts.list[i];

		assert_string_equal(facts_text(old.arena, fact), text_of(&new, fact->key));
		assert_int_equal(fact->observation_count, facts_find(&new.report.facts, fact->key)->observation_count);
	}
	assert_string_equal(text_of(&old, "a_good.list"), "console=hvc0, root=/dev/xvda");
	end_run(&old);
	end_run(&new);
}

/* What was built against the first header is smaller than ours, and has none of what came later. */
static void test_an_old_plugin_has_the_fallbacks(void **state)
{
	static const char *const first[] = { "a_good", NULL };
	struct run run;

	(void)state;
	assert_true(FIRST_SIZE < sizeof(struct xf_plugin));
	load(&run, "old", first, 20000);
	const struct xf_plugin *plugin = run.registry.loaded[0].plugin;

	assert_int_equal(plugin->size, FIRST_SIZE);
	assert_int_equal(plugin->fact_size, 0);
	assert_false(plugin->only_on_xen);
	assert_null(plugin->without_xen);
	assert_null(plugin->settings);
	end_run(&run);
}

static void test_a_later_plugin_loads(void **state)
{
	static const char *const later[] = { "a_good", "2/later", "z_good", NULL };
	struct run run;

	(void)state;
	load(&run, "later", later, 20000);
	assert_ok(&run, "later");
	assert_true(run.registry.loaded[1].plugin->size > sizeof(struct xf_plugin));
	assert_string_equal(text_of(&run, "later.text"), "console=hvc0 root=/dev/xvda");
	assert_string_equal(text_of(&run, "later.word"), "green");
	assert_string_equal(text_of(&run, "later.depth"), "3");
	assert_ok(&run, "a_good");
	assert_ok(&run, "z_good");
	end_run(&run);
}

static void test_settings_are_fallbacks_or_what_is_configured(void **state)
{
	static const char *const one[] = { "2/new_good", NULL };
	struct run run;

	(void)state;
	load(&run, "settings", one, 20000);
	assert_ok(&run, "new_good");
	assert_string_equal(text_of(&run, "new_good.limit"), "2000");
	assert_string_equal(text_of(&run, "new_good.unset"), "true");
	struct run_options options = { .registry = &run.registry, .machine = run.machine };

	run.registry.loaded[0].values[0] = "60000";
	run.registry.loaded[0].values[1] = "x";
	assert_int_equal(probe_run(run.arena, &options, &run.report), 0);
	assert_string_equal(text_of(&run, "new_good.limit"), "60000");
	assert_string_equal(text_of(&run, "new_good.unset"), "false");
	end_run(&run);
}

/* Runs new_good, which is only_on_xen, beside another: does it speak on a machine with this command line? */
static void try_gate(const char *folder, const char *const *plugins, const char *line, bool speaks)
{
	write_file("tree/proc/cmdline", line);
	for (int here = 0; here < 2; here++) {
		struct run run;

		load(&run, folder, plugins, here ? IN_PROCESS : 20000);
		assert_ok(&run, "new_good");
		assert_int_equal(strcmp(text_of(&run, "new_good.text"), "not said") != 0, speaks);
		end_run(&run);
	}
	make_tree();
}

static void test_without_xen_only_others_are_run(void **state)
{
	static const char *const told[] = { "a_good", "2/a_teller", "2/new_good", NULL };
	static const char *const alone[] = { "2/new_good", NULL };
	static const char *const unsure[] = { "2/a_stray", "2/new_good", NULL };
	struct run run;

	(void)state;
	try_gate("told", told, "root=/dev/sda\n", false);
	try_gate("told", told, "root=/dev/xvda\n", true);
	try_gate("alone", alone, "root=/dev/sda\n", true);
	try_gate("unsure", unsure, "root=/dev/sda\n", true);
	write_file("tree/proc/cmdline", "root=/dev/sda\n");
	load(&run, "told", told, 20000);
	assert_string_equal(text_of(&run, "a_teller.text"), "root=/dev/sda");
	assert_string_equal(text_of(&run, "a_good.text"), "root=/dev/sda");
	end_run(&run);
	make_tree();
}

/* One plugin's run is lost to the answer that was asked for in it; the next worker does not ask again. */
static void test_one_that_cannot_tell_spoils_one_run(void **state)
{
	static const char *const plugins[] = { "2/new_good", "2/later_good", "2/z_crasher", NULL };
	struct run run;

	(void)state;
	load(&run, "crasher", plugins, 20000);
	assert_string_equal(status_of(&run.report, "later_good")->status, "crashed");
	assert_ok(&run, "new_good");
	assert_ok(&run, "z_crasher");
	assert_string_not_equal(text_of(&run, "new_good.text"), "not said");
	end_run(&run);
}

static void test_tables_that_cannot_be(void **state)
{
	static const struct {
		const char *name, *part;
	} cases[] = {
		{ "bad_stride", "its fact_size is 8" }, { "bad_step", "which is not the size of an entry" },
		{ "bad_fallback", "setting \"depth\" has a fallback that does not fit its type" },
	};
	static const char *const bad[] = { "2/bad_stride", "2/bad_step", "2/bad_fallback", "z_good", NULL };
	struct run run;

	(void)state;
	load(&run, "tables", bad, 20000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(status_of(&run.report, cases[i].name)->status, "refused");
		assert_non_null(strstr(status_of(&run.report, cases[i].name)->detail, cases[i].part));
	}
	assert_ok(&run, "z_good");
	end_run(&run);
}

static int setup(void **state)
{
	(void)state;
	make_tree();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_headers_say_the_same), cmocka_unit_test(test_a_later_plugin_loads),
		cmocka_unit_test(test_an_old_plugin_has_the_fallbacks), cmocka_unit_test(test_tables_that_cannot_be),
		cmocka_unit_test(test_settings_are_fallbacks_or_what_is_configured),
		cmocka_unit_test(test_without_xen_only_others_are_run),
		cmocka_unit_test(test_one_that_cannot_tell_spoils_one_run),
	};

	return cmocka_run_group_tests_name("versions", tests, setup, NULL);
}
