/* SPDX-License-Identifier: MIT */
/*
 * Plugins of all kinds, built against the frozen header, each beside two good ones: whatever the bad one does, it
 * is named with what it did, and the others' facts are all there. The bad one's name stands between the
 * good ones', so that one has run before it and one has to run after it.
 */
#include "tests/abi/abi.h"

#include <fcntl.h>
#include <sys/wait.h>

#ifdef XF_SANITIZED /* a sanitizer's own exit handlers run first, and memory has no limit */
#define UNLESS_SANITIZED(status, instead) instead
#else
#define UNLESS_SANITIZED(status, instead) status
#endif

/* What must be said of one plugin: `part` stands within the sentence. */
struct expected {
	const char *name, *status, *part;
};

static const struct expected refusals[] = {
	{ "bad_abi", "refused", "rebuild it" },
	{ "bad_size", "refused", "has 8 bytes" },
	{ "bad_symbol", "refused", "does not export xenfacts_plugin" },
	{ "bad_name", "refused", "calls itself \"other\"" },
	{ "bad_empty", "refused", "an empty member" },
	{ "bad_table", "refused", "fact \"bad_table.x\" needs a sentence that ends with a full stop" },
	{ "bad_duplicate", "refused", "it declares a_good.text, whose first part belongs to plugin a_good" },
	{ "bad_wildcard", "refused", "is not a valid key" },
	{ "bad_verdict", "refused", "it declares mode, which only rules may set" },
	{ "bad_anything", "refused", "is not a valid key" },
	{ "bad_reads", "refused", "\"proc/cmdline\" in its `reads`" },
	{ "bad_texts", "refused", "more than 512 KiB" },
	{ "bad_lines", "refused", "\"/proc/cpuinfo\" is in its `reads` twice" },
};

static const struct expected ends[] = {
	{ "run_crash", "crashed", "signal 11" },
	{ "run_null", "crashed", "it" },
	{ "run_abort", "crashed", "signal 6" },
	{ "run_exit", "crashed", "ended its worker" },
	{ "run_exit3", "crashed", UNLESS_SANITIZED("status 3", "it") },
	{ "run_recurse", "crashed", "signal 11" },
	{ "run_socket", "crashed", "system call" },
	{ "run_fork", "crashed", "system call" },
	{ "run_kill", "crashed", "system call" },
	{ "run_pause", "crashed", "system call" },
	{ "run_constructor", "crashed", "system call" },
	{ "run_missing", "refused", "run_missing_function" },
	{ "run_close", "crashed", "could not be sent" },
	{ "run_deaf", "crashed", "did not exit by itself" },
	{ "run_rubbish", "broken", "malformed message" },
	{ "run_talk", "broken", "malformed message" },
	{ "run_memory", UNLESS_SANITIZED("crashed", "ok"), "" },
	{ "run_arena", UNLESS_SANITIZED("broken", "ok"), UNLESS_SANITIZED("memory", "") },
};

static const struct expected broken[] = {
	{ "run_key", "broken", "run_key.undeclared" },
	{ "run_other_key", "broken", "z_good.text" },
	{ "run_type", "broken", "run_type.count" },
	{ "run_word", "broken", "run_word.word" },
	{ "run_because", "broken", "without an observation" },
	{ "run_stray", "broken", "/etc/shadow" },
	{ "run_many", "broken", "one fact or item too many" },
	{ "run_much", "broken", "KiB of memory, and its share is 49152 KiB" },
	{ "run_hostile_key", "broken", "a b=\\x0a\\x1b[2J" },
	{ "run_hostile", "ok", "" },
	{ "run_print", "ok", "" },
};

static const struct expected hangs[] = {
	{ "run_loop", "timed_out", "its share" },
};

/* Both good plugins have said all that they say. */
static void assert_others_spoke(const struct report *report)
{
	static const char *const said[][2] = {
		{ "text", "console=hvc0 root=/dev/xvda" }, { "flag", "true" }, { "count", "7" }, { "word", "red" },
		{ "list", "console=hvc0, root=/dev/xvda" },
	};

	for (size_t i = 0; i < 2; i++) {
		const char *name = i ? "z_good" : "a_good";

		assert_string_equal(status_of(report, name)->status, "ok");
		for (size_t j = 0; j < sizeof(said) / sizeof(said[0]); j++) {
			const char *key = arena_fmt(report->arena, "%s.%s", name, said[j][0]);

			const struct fact *fact = facts_find(&report->facts, key);

			assert_string_equal(facts_text(report->arena, fact), said[j][1]);
		}
	}
}

/* All in one worker, or each in its own. */
static void try_folder(const struct expected *expected, const char *folder, enum whose whose, unsigned deadline_ms)
{
	struct run run;

	run_folder_of(whose, &run, folder, deadline_ms);
	const struct plugin_status *status = status_of(&run.report, expected->name);

	if (strcmp(status->status, expected->status) || !strstr(status->detail, expected->part))
		fail_msg("%s: %s: \"%s\"", expected->name, status->status, status->detail);
	assert_int_equal(*status->detail != '\0', strcmp(status->status, "ok") != 0);
	assert_int_equal(run.report.plugin_count, 3);
	assert_others_spoke(&run.report);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie is left */
	end_run(&run);
}

/* A folder of its own with the two good plugins and one more. */
static void try(const struct expected *expected, unsigned deadline_ms)
{
	char folder[100];

	snprintf(folder, sizeof(folder), "with-%s", expected->name);
	new_folder(folder);
	copy_plugin(folder, "a_good", "a_good");
	copy_plugin(folder, expected->name, expected->name);
	copy_plugin(folder, "z_good", "z_good");
	try_folder(expected, folder, OURS, deadline_ms);
	try_folder(expected, folder, OTHERS, deadline_ms);
}

static void try_all(const struct expected *expected, size_t count, unsigned deadline_ms)
{
	for (size_t i = 0; i < count; i++)
		try(&expected[i], deadline_ms);
}

#define TRY_ALL(table, deadline_ms) try_all((table), sizeof(table) / sizeof((table)[0]), (deadline_ms))

static void test_refusals_say_what_to_do(void **state)
{
	(void)state;
	TRY_ALL(refusals, 20000);
}

static void test_bad_ends_harm_nobody_else(void **state)
{
	(void)state;
	TRY_ALL(ends, 60000);
}

static void test_broken_promises_are_named(void **state)
{
	(void)state;
	TRY_ALL(broken, 20000);
}

static void test_hangs_cost_their_share(void **state)
{
	(void)state;
	TRY_ALL(hangs, 3000);
}

/* All at once, and in this process where that is survivable. */
static void test_all_broken_ones_together(void **state)
{
	struct run run;

	(void)state;
	new_folder("together");
	copy_plugin("together", "a_good", "a_good");
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		copy_plugin("together", broken[i].name, broken[i].name);
	copy_plugin("together", "z_good", "z_good");
	for (int here = 0; here < 2; here++) {
		run_folder(&run, "together", here ? IN_PROCESS : 20000);
		for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
			assert_string_equal(status_of(&run.report, broken[i].name)->status, broken[i].status);
		assert_others_spoke(&run.report);
		end_run(&run);
	}
}

/* No byte of a plugin's reaches what our caller holds, be it a file or the terminal. */
static void test_descriptors_stay_clean(void **state)
{
	static const struct expected noisy[] = {
		{ "run_rubbish", "broken", "malformed message" }, { "run_print", "ok", "" },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		int kept = dup(STDOUT_FILENO), kept_too = dup(STDERR_FILENO);
		int file = open("caught", O_RDWR | O_CREAT | O_TRUNC, 0644), other = dup2(file, 900);

		fflush(NULL);
		assert_true(dup2(file, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0);
		try(&noisy[i], 20000);
		fflush(NULL);
		dup2(kept, STDOUT_FILENO);
		dup2(kept_too, STDERR_FILENO);
		assert_int_equal(lseek(file, 0, SEEK_END), 0);
		close(kept);
		close(kept_too);
		close(file);
		close(other);
	}
}

static void test_files_stay_as_they_are(void **state)
{
	static const struct expected writer = { "run_write", "crashed", "system call" };
	char here[2000];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	setenv("XF_TEST_FOLDER", here, 1);
	write_file("changed", "as it was");
	write_file("removed", "as it was");
	try(&writer, 20000);
	assert_int_equal(size_of("changed"), 9);
	assert_int_equal(size_of("removed"), 9);
	assert_true(size_of("made") <= 0);
}

static void test_hostile_bytes_are_escaped(void **state)
{
	struct run run;

	(void)state;
	new_folder("hostile");
	copy_plugin("hostile", "run_hostile", "run_hostile");
	run_folder(&run, "hostile", 20000);
	struct arena *arena = run.arena;
	const struct facts *facts = &run.report.facts;

	assert_string_equal(facts_text(arena, facts_find(facts, "run_hostile.text")), "\\x1b[2J\\xff\\x0a\"}");
	assert_string_equal(facts_text(arena, facts_find(facts, "run_hostile.list")),
	                    "\\xe2\\x80\\xae" "a\\x0ab");
	assert_string_equal(facts_text(arena, facts_find(facts, "run_hostile.many.a___")), "true");
	end_run(&run);
}

static int setup(void **state)
{
	(void)state;
	make_tree();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals_say_what_to_do), cmocka_unit_test(test_bad_ends_harm_nobody_else),
		cmocka_unit_test(test_broken_promises_are_named), cmocka_unit_test(test_hangs_cost_their_share),
		cmocka_unit_test(test_all_broken_ones_together), cmocka_unit_test(test_descriptors_stay_clean),
		cmocka_unit_test(test_files_stay_as_they_are), cmocka_unit_test(test_hostile_bytes_are_escaped),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("plugins", tests, setup, NULL);
}
