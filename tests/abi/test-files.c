/* SPDX-License-Identifier: MIT */
/*
 * What is judged before any code of a plugin can run: whose the file is, who may write it, what it is called.
 * CI runs this as root, where a file that strangers may write is refused; for anybody else such a file
 * is as good as any, and then that is what must hold.
 */
#include "tests/abi/abi.h"

#include <errno.h>

static bool am_root(void)
{
	return geteuid() == 0;
}

/* The one status of a folder's run that is of interest; the run is over. */
static void assert_status(const char *folder, const char *name, const char *status, const char *part)
{
	struct run run;

	run_folder(&run, folder, 20000);
	const struct plugin_status *found = status_of(&run.report, name);

	if (strcmp(found->status, status) || !strstr(found->detail, part))
		fail_msg("%s/%s: %s: \"%s\"", folder, name, found->status, found->detail);
	end_run(&run);
}

static void test_files_that_others_may_write(void **state)
{
	static const mode_t modes[] = { 0775, 0757, 0666, 0620 };

	(void)state;
	new_folder("modes");
	copy_plugin("modes", "z_good", "z_good");
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		copy_plugin("modes", "a_good", "a_good");
		assert_int_equal(chmod("modes/a_good.so", modes[i]), 0);
		assert_status("modes", "a_good", am_root() ? "refused" : "ok",
		              am_root() ? "/modes/a_good.so`" : "");
		assert_status("modes", "z_good", "ok", "");
	}
	chmod("modes/a_good.so", 0755);
	assert_status("modes", "a_good", "ok", "");
}

static void test_folders_that_others_may_write(void **state)
{
	(void)state;
	new_folder("open");
	copy_plugin("open", "a_good", "a_good");
	assert_int_equal(chmod("open", 0777), 0);
	assert_status("open", "a_good", am_root() ? "refused" : "ok", am_root() ? "/open`" : "");
	assert_int_equal(chmod("open", 0775), 0);
	assert_status("open", "a_good", am_root() ? "refused" : "ok", am_root() ? "/open`" : "");
	assert_int_equal(chmod("open", 01777), 0); /* like /tmp: a stranger can add a plugin of his own */
	assert_status("open", "a_good", am_root() ? "refused" : "ok", am_root() ? "/open`" : "");
	assert_int_equal(chmod("open", 0755), 0);
	assert_status("open", "a_good", "ok", "");
}

static void test_files_that_are_no_plugins(void **state)
{
	(void)state;
	new_folder("odd");
	copy_plugin("odd", "a_good", "a_good");
	copy_plugin("odd", "a_good", "Upper");
	copy_plugin("odd", "a_good", "with-dash");
	write_file("odd/text.so", "this is no object\n");
	write_file("odd/empty.so", "");
	write_file("odd/README", "not read\n");
	chmod("odd/text.so", 0644);
	chmod("odd/empty.so", 0644);
	new_folder("odd/folder.so");
	assert_int_equal(symlink("nowhere", "odd/dangling.so"), 0);
	assert_int_equal(mkfifo("odd/fifo.so", 0644), 0);
	assert_status("odd", "Upper", "refused", "its file name is not NAME.so");
	assert_status("odd", "with-dash", "refused", "its file name is not NAME.so");
	assert_status("odd", "text", "refused", "not a complete shared object");
	assert_status("odd", "empty", "refused", "not a complete shared object");
	assert_status("odd", "folder", "refused", "not a regular file");
	assert_status("odd", "fifo", "refused", "not a regular file");
	assert_status("odd", "dangling", "refused", "cannot ");
	assert_status("odd", "a_good", "ok", "");
}

/* Up to four fifths, as behind that may stand what only debuggers want. */
static void test_truncated_plugins(void **state)
{
	(void)state;
	new_folder("cut");
	for (int i = 0; i < 16; i++) {
		copy_plugin("cut", "a_good", "a_good");
		assert_int_equal(truncate("cut/a_good.so", size_of("cut/a_good.so") * i / 20), 0);
		assert_status("cut", "a_good", "refused", "it ");
	}
}

/* All refusals stand in the facts too, as far as their names can be keys. */
static void test_refusals_are_facts(void **state)
{
	struct run run;

	(void)state;
	run_folder(&run, "odd", 20000);
	assert_int_equal(run.report.plugin_count, 8);
	for (size_t i = 1; i < run.report.plugin_count; i++)
		assert_true(strcmp(run.report.plugins[i - 1].name, run.report.plugins[i].name) < 0);
	const struct fact *status = facts_find(&run.report.facts, "plugins.text.status");

	assert_string_equal(facts_text(run.arena, status), "refused");
	assert_non_null(facts_find(&run.report.facts, "plugins.unnamed.detail"));
	end_run(&run);
}

static void test_folder_that_is_not_there(void **state)
{
	struct registry registry;

	(void)state;
	assert_int_equal(probe_registry_load(&registry, "nowhere"), -ENOENT);
	probe_registry_close(&registry);
	write_file("file", "");
	assert_int_equal(probe_registry_load(&registry, "file"), -ENOTDIR);
	probe_registry_close(&registry);
}

static void test_folder_without_plugins(void **state)
{
	struct run run;

	(void)state;
	new_folder("none");
	run_folder(&run, "none", 20000);
	assert_int_equal(run.report.plugin_count, 0);
	assert_string_equal(facts_verdict(&run.report.verdicts, "mode")->value, "unknown");
	end_run(&run);
}

/* One file alone, as `plugin check` does it: by a path, by a bare name, and twice. */
static void test_one_file(void **state)
{
	struct registry registry;

	(void)state;
	copy_plugin(".", "a_good", "a_good");
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(probe_registry_init(&registry), 0);
	assert_null(probe_registry_add(&registry, "a_good.so"));
	assert_int_equal(registry.count, 1);
	assert_non_null(strstr(probe_registry_add(&registry, "./a_good.so"), "already loaded"));
	assert_non_null(strstr(probe_registry_add(&registry, "./gone.so"), "cannot open it"));
	assert_non_null(strstr(probe_registry_add(&registry, ""), "its file name"));
	assert_int_equal(registry.count, 1);
	probe_registry_close(&registry);
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
		cmocka_unit_test(test_files_that_others_may_write),
		cmocka_unit_test(test_folders_that_others_may_write),
		cmocka_unit_test(test_files_that_are_no_plugins), cmocka_unit_test(test_refusals_are_facts),
		cmocka_unit_test(test_folder_that_is_not_there), cmocka_unit_test(test_folder_without_plugins),
		cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_truncated_plugins),
	};

	return cmocka_run_group_tests_name("files", tests, setup, NULL);
}
