/* SPDX-License-Identifier: MIT */
/*
 * What a manifest cannot say: a small tree of real files in which one at a time is a folder, a link loop, a FIFO,
 * too large, or not ours to read. The place's own fact must tell the reason, all others stay.
 */
#include "tests/guests/load.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A file of the tree, and a fact that rests on it alone. */
static const struct {
	const char *path, *text, *key, *value;
} files[] = {
	{ "tree/sys/hypervisor/type", "xen\n", "hypervisor.type", "xen" },
	{ "tree/sys/hypervisor/guest_type", "PVH\n", "boot.guest_type", "pvh" },
	{ "tree/sys/hypervisor/properties/features", "00000705\n", "features.raw", "00000705" },
	{ "tree/proc/cmdline", "root=/dev/xvda xen_nopv\n", "kernel.xen_nopv", "true" },
	{ "tree/proc/sys/kernel/osrelease", "6.1.0\n", "kernel.release", "6.1.0" },
	{ "tree/sys/devices/system/clocksource/clocksource0/current_clocksource", "xen\n", "timer.clocksource", "xen" },
};

#define FILES (sizeof(files) / sizeof(files[0]))

static void write_file(size_t i)
{
	char part[256];

	for (const char *slash = strchr(files[i].path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - files[i].path), files[i].path);
		assert_true(!mkdir(part, 0755) || errno == EEXIST);
	}
	unlink(files[i].path); /* it may be there, and not ours to write */
	FILE *file = fopen(files[i].path, "w");

	assert_non_null(file);
	assert_true(fputs(files[i].text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(files[i].path, 0644), 0);
}

/* Runs the tree; `spoilt` is the file that was spoilt, its fact must be unknown for `reason`. */
static void check(const struct guests *guests, size_t spoilt, const char *reason)
{
	struct run_options options = { .registry = &guests->registry, .in_process = true };
	struct arena *arena = arena_new();
	struct report report;

	assert_int_equal(machine_tree("tree", &options.machine), 0);
	assert_int_equal(probe_run(arena, &options, &report), 0);
	for (size_t i = 0; i < report.plugin_count; i++)
		assert_string_equal(report.plugins[i].status, "ok");
	for (size_t i = 0; i < FILES; i++) {
		const struct fact *fact = facts_find(&report.facts, files[i].key);

		assert_non_null(fact);
		const char *text = fact->unknown ? fact->unknown : facts_text(arena, fact);

		if (strcmp(text, i == spoilt ? reason : files[i].value))
			fail_msg("%s is %s while %s is spoilt (%s)", files[i].key, text, files[spoilt % FILES].path,
			         reason);
	}
	machine_close(options.machine);
	arena_free(arena);
}

static int make_tree(void **state)
{
	(void)state;
	for (size_t i = 0; i < FILES; i++)
		write_file(i);
	return chmod(".", 0755) || chmod("tree", 0755);
}

static void test_good_tree(void **state)
{
	check(*state, FILES, "");
}

static void test_folders(void **state)
{
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(unlink(files[i].path) || mkdir(files[i].path, 0755), 0);
		check(*state, i, "malformed");
		assert_int_equal(rmdir(files[i].path), 0);
		write_file(i);
	}
}

static void test_link_loops(void **state)
{
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(unlink(files[i].path) || symlink(strrchr(files[i].path, '/') + 1, files[i].path), 0);
		check(*state, i, "malformed");
		assert_int_equal(unlink(files[i].path), 0);
		write_file(i);
	}
}

/* Nobody writes into the FIFO: a look that waits for it would never come back. */
static void test_fifos(void **state)
{
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(unlink(files[i].path) || mkfifo(files[i].path, 0644), 0);
		check(*state, i, "malformed");
		assert_int_equal(unlink(files[i].path), 0);
		write_file(i);
	}
}

static void test_files_without_end(void **state)
{
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(truncate(files[i].path, 5 << 20), 0);
		check(*state, i, "malformed");
		write_file(i);
	}
}

/* As someone else than root, whom no mode keeps out. A child, as the way back would be closed. */
static int check_as_nobody(const struct guests *guests, size_t i)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(1);
		check(guests, i, "denied");
		_exit(0); /* a failed assertion jumps back into cmocka, which ends this child with another status */
	}
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	return status;
}

static void test_files_of_others(void **state)
{
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(chmod(files[i].path, 0), 0);
		assert_int_equal(check_as_nobody(*state, i), 0);
		write_file(i);
	}
}

/* What is read is what was there when it was read: a file that grows meanwhile is no mistake. */
static void test_a_file_that_changes(void **state)
{
	const struct guests *guests = *state;
	pid_t child = fork();

	if (child == 0)
		for (;;) {
			int fd = open(files[3].path, O_WRONLY | O_TRUNC);

			if (fd >= 0 && write(fd, files[3].text, strlen(files[3].text)) > 0)
				close(fd);
		}
	for (int i = 0; i < 50; i++) {
		struct run_options options = { .registry = &guests->registry, .in_process = true };
		struct arena *arena = arena_new();
		struct report report;

		assert_int_equal(machine_tree("tree", &options.machine), 0);
		assert_int_equal(probe_run(arena, &options, &report), 0);
		assert_string_equal(facts_text(arena, facts_find(&report.facts, "boot.guest_type")), "pvh");
		machine_close(options.machine);
		arena_free(arena);
	}
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	write_file(3);
}

static int setup(void **state)
{
	return load_guests(state) || make_tree(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_tree), cmocka_unit_test(test_folders), cmocka_unit_test(test_link_loops),
		cmocka_unit_test(test_fifos), cmocka_unit_test(test_files_without_end),
		cmocka_unit_test(test_a_file_that_changes), cmocka_unit_test(test_files_of_others),
	};

	return cmocka_run_group_tests_name("bad tree", tests, setup, free_guests);
}
