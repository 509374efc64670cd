/* SPDX-License-Identifier: MIT */
/*
 * The door on captured trees, among them one made to harm. Everything here is about an outcome, as a plugin
 * never sees an error.
 */
#include "tests/unit/scratch.h"
#include "tests/unit/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "core/machine/machine.h"

struct fixture {
	struct arena *arena;
	struct machine *tree;
};

static int make_tree(void)
{
	char here[300], absolute[400];

	assert_non_null(getcwd(here, sizeof(here)));
	scratch_file("outside/file", "the host's own\n");
	snprintf(absolute, sizeof(absolute), "%s/outside/file", here);
	scratch_file("t/sys/a", "text\n");
	scratch_whole_sys("t");
	scratch_file("t/sys/empty", "");
	scratch_bytes("t/sys/binary", "a\0b\377\n", 5);
	scratch_file("t/sys/folder/inner", "inner\n");
	scratch_link("t/sys/folder/l", "somewhere/else");
	scratch_link("t/sys/dirlink", "folder");
	scratch_link("t/sys/loop", "loop2");
	scratch_link("t/sys/loop2", "loop");
	scratch_link("t/sys/inside", "/sys/a");
	scratch_link("t/sys/dangling", "nowhere");
	scratch_link("t/sys/out_absolute", absolute);
	scratch_link("t/sys/out_dots", "../../../../../../../../../../../../etc/passwd");
	scratch_link("t/sys/out_folder", "../../outside");
	scratch_link("t/sys/out_proc", "/proc/self/exe");
	assert_int_equal(mkfifo("t/sys/fifo", 0644), 0);
	scratch_file("t/sys/secret", "secret\n");
	assert_int_equal(chmod("t/sys/secret", 0), 0);
	scratch_dir("t/run");
	scratch_file("t/cmd/dmesg", "<6>[    0.000000] one\n<7>[    0.1] two <6>\n"
	                            "<30>[    0.1] daemon\n[    0.1] Kernel command line: a\n[    0.2] three");
	scratch_file("t/cmd/cpuid", "native 00000000 0 0000000d 68747541 444d4163 69746e65\nxenemu SIGILL\n");
	return chmod("t", 0755);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (access("t", F_OK) && make_tree())
		return -1;
	fixture->arena = arena_new();
	*state = fixture;
	return machine_tree("t", &fixture->tree);
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	machine_close(fixture->tree);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

/* Waits for a child that checks something, and wants it to have been content. */
static void expect_content(pid_t child)
{
	int status;

	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static struct machine_answer read_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_read(fixture->tree, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer stat_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_stat(fixture->tree, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer link_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_link(fixture->tree, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer list_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_list(fixture->tree, fixture->arena, path, &answer);
	return answer;
}

static void reads_files_whole(void **state)
{
	struct machine_answer answer = read_of(*state, "/sys/a");

	assert_int_equal(answer.outcome, XF_SEEN);
	assert_string_equal(answer.data, "text\n");
	answer = read_of(*state, "/sys/empty");
	assert_int_equal(answer.outcome, XF_SEEN);
	assert_int_equal(answer.size, 0);
	assert_string_equal(answer.data, "");
	answer = read_of(*state, "/sys/binary");
	assert_int_equal(answer.size, 5);
	assert_memory_equal(answer.data, "a\0b\377\n", 6);
	assert_string_equal(read_of(*state, "//sys///dirlink/inner/").data, "inner\n");
	assert_string_equal(read_of(*state, "/sys/inside").data, "text\n");
}

static void reads_up_to_the_cap(void **state)
{
	scratch_file("t/sys/most", "");
	assert_int_equal(truncate("t/sys/most", XF_FILE_CAP), 0);
	assert_int_equal(read_of(*state, "/sys/most").size, XF_FILE_CAP);
	assert_int_equal(truncate("t/sys/most", XF_FILE_CAP + 1), 0);
	assert_int_equal(read_of(*state, "/sys/most").outcome, XF_MALFORMED);
	assert_int_equal(unlink("t/sys/most"), 0);
}

static void what_is_no_file_is_malformed(void **state)
{
	alarm(20); /* a FIFO that waits for a writer would wait for ever */
	assert_int_equal(read_of(*state, "/sys/folder").outcome, XF_MALFORMED);
	assert_int_equal(read_of(*state, "/sys/fifo").outcome, XF_MALFORMED);
	assert_int_equal(list_of(*state, "/sys/fifo").outcome, XF_MALFORMED);
	assert_int_equal(list_of(*state, "/sys/a").outcome, XF_MALFORMED);
	assert_int_equal(link_of(*state, "/sys/a").outcome, XF_MALFORMED);
	assert_int_equal(link_of(*state, "/sys/folder").outcome, XF_MALFORMED);
	assert_int_equal(read_of(*state, "/sys/loop").outcome, XF_MALFORMED);
	assert_int_equal(stat_of(*state, "/sys/loop").outcome, XF_MALFORMED);
	assert_string_equal(stat_of(*state, "/sys/fifo").data, "other");
	assert_string_equal(stat_of(*state, "/sys/dirlink").data, "directory");
	assert_string_equal(stat_of(*state, "/sys/a").data, "file");
	alarm(0);
}

static void links_never_leave_the_tree(void **state)
{
	static const char *const links[] = { "/sys/out_absolute", "/sys/out_dots", "/sys/out_folder/file",
		"/sys/out_proc" };

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		assert_int_equal(read_of(*state, links[i]).outcome, XF_ABSENT);
		assert_int_equal(stat_of(*state, links[i]).outcome, XF_ABSENT);
	}
	assert_int_equal(list_of(*state, "/sys/out_folder").outcome, XF_ABSENT);
	/* The links themselves can be read. */
	assert_string_equal(link_of(*state, "/sys/out_folder").data, "../../outside");
}

static void only_the_last_link_is_read(void **state)
{
	assert_string_equal(link_of(*state, "/sys/dirlink/l").data, "somewhere/else");
	assert_string_equal(link_of(*state, "/sys/dirlink").data, "folder");
	assert_string_equal(link_of(*state, "/sys/dangling").data, "nowhere");
	assert_int_equal(read_of(*state, "/sys/dangling").outcome, XF_ABSENT);
}

static void absent_and_not_recorded_differ(void **state)
{
	assert_int_equal(read_of(*state, "/sys/none").outcome, XF_ABSENT);
	assert_int_equal(read_of(*state, "/sys/a/through/a/file").outcome, XF_ABSENT);
	assert_int_equal(list_of(*state, "/sys/a/b").outcome, XF_ABSENT);
	assert_int_equal(link_of(*state, "/sys/none").outcome, XF_ABSENT);
	assert_int_equal(read_of(*state, "/proc/none").outcome, XF_NOT_RECORDED);
	assert_int_equal(stat_of(*state, "/proc").outcome, XF_NOT_RECORDED);
	assert_int_equal(list_of(*state, "/run/none").outcome, XF_NOT_RECORDED);
	assert_int_equal(list_of(*state, "/run").outcome, XF_SEEN);
}

static void make_in(const char *top, const char *folder)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", top, folder);
	scratch_dir(path);
}

/* Of each folder, a tree that lacks one of the names that are enough, and then has it. */
static void a_folder_in_part_proves_nothing(void **state)
{
	static const struct {
		const char *most[3], *last, *missing;
	} folders[] = {
		{ { "proc/interrupts", "proc/cpuinfo" }, "proc/meminfo", "/proc/xen" },
		{ { "sys/class", "sys/bus" }, "sys/module", "/sys/hypervisor/type" },
		{ { "sys/bus/pci" }, "sys/bus/platform", "/sys/bus/xen" },
		{ { "sys/class/net" }, "sys/class/block", "/sys/class/dmi" },
		{ { "sys/devices/system" }, "sys/devices/virtual", "/sys/devices/vif-0/none" },
	};
	struct fixture part = { .arena = ((struct fixture *)*state)->arena };
	const char *top = access("part", F_OK) ? "part" : "part-old"; /* the second time, without openat2 */

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		for (const char *const *name = folders[i].most; *name; name++)
			make_in(top, *name);
		for (unsigned whole = 0; whole < 2; whole++) {
			assert_int_equal(machine_tree(top, &part.tree), 0);
			assert_int_equal(read_of(&part, folders[i].missing).outcome,
			                 whole ? XF_ABSENT : XF_NOT_RECORDED);
			machine_close(part.tree);
			if (!whole)
				make_in(top, folders[i].last);
		}
	}
}

static void lists_are_sorted_and_whole(void **state)
{
	struct machine_answer answer = list_of(*state, "/sys");

	assert_int_equal(answer.outcome, XF_SEEN);
	assert_int_equal(answer.count, 18);
	for (size_t i = 1; i < answer.count; i++)
		assert_true(strcmp(answer.names[i - 1], answer.names[i]) < 0);
	assert_null(answer.names[answer.count]);
	answer = list_of(*state, "/run");
	assert_int_equal(answer.count, 0);
	assert_null(answer.names[0]);
}

/* Fills a folder with names. Hard links cost the least; ext4 gives a file 65,000 at most. */
static void make_many(const char *folder, unsigned count)
{
	char path[64], base[64];

	scratch_dir(folder);
	for (unsigned i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%u", folder, i);
		if (i % 30000) {
			assert_int_equal(link(base, path), 0);
			continue;
		}
		scratch_file(path, "");
		strcpy(base, path);
	}
}

static void a_folder_of_too_many_is_malformed(void **state)
{
	if (access("t/many", F_OK))
		make_many("t/many/most", XF_LIST_CAP);
	assert_int_equal(list_of(*state, "/many/most").count, XF_LIST_CAP);
	scratch_file("t/many/most/one more", "");
	assert_int_equal(list_of(*state, "/many/most").outcome, XF_MALFORMED);
	assert_int_equal(unlink("t/many/most/one more"), 0);
}

/* Root may read everything, so a child gives that up. */
static void permission_refused_is_denied(void **state)
{
	pid_t child = fork();

	if (!child) {
		if (!getuid() && (setgid(65534) || setuid(65534)))
			_exit(2);
		struct machine_answer file = read_of(*state, "/sys/secret");

		_exit(file.outcome != XF_DENIED || file.error != EACCES || file.data ||
		      read_of(*state, "/sys/a").outcome != XF_SEEN);
	}
	expect_content(child);
}

static void a_file_may_change_while_it_is_read(void **state)
{
	scratch_file("t/sys/changing", "0\n");
	pid_t child = fork();

	if (!child) {
		for (unsigned i = 0; i < 400; i++) {
			int fd = open("t/sys/changing", O_WRONLY | O_TRUNC);

			for (unsigned j = 0; j < i; j++)
				if (write(fd, "0123456789abcdef0123456789abcdef", 32) != 32)
					_exit(1);
			close(fd);
		}
		_exit(0);
	}
	for (unsigned i = 0; i < 400; i++) {
		struct machine_answer answer = read_of(*state, "/sys/changing");

		assert_int_equal(answer.outcome, XF_SEEN);
		assert_int_equal(answer.data[answer.size], '\0');
	}
	expect_content(child);
	assert_int_equal(unlink("t/sys/changing"), 0);
}

static void paths_must_be_plain(void **state)
{
	char longest[600];

	assert_int_equal(read_of(*state, "sys/a").outcome, XF_FAILED);
	assert_int_equal(read_of(*state, "").error, EINVAL);
	assert_int_equal(read_of(*state, "/sys/folder/../a").error, EINVAL);
	assert_int_equal(read_of(*state, "/sys/./a").error, EINVAL);
	assert_int_equal(read_of(*state, "/sys/..").error, EINVAL);
	assert_int_equal(read_of(*state, "/sys/...").outcome, XF_ABSENT);
	memset(longest, '/', sizeof(longest));
	memcpy(longest + 590, "sys/a", 6);
	assert_int_equal(read_of(*state, longest).outcome, XF_SEEN);
	memset(longest, 'x', 512);
	longest[0] = '/';
	longest[512] = '\0';
	assert_int_equal(read_of(*state, longest).error, ENAMETOOLONG);
}

static void a_tree_has_its_own_log_and_cpuid(void **state)
{
	struct fixture *fixture = *state;
	struct machine_answer answer;

	machine_log(fixture->tree, fixture->arena, &answer);
	assert_int_equal(answer.outcome, XF_SEEN);
	assert_string_equal(answer.data, "[    0.000000] one\n[    0.1] two <6>\n[    0.2] three");
	assert_int_equal(answer.size, strlen(answer.data));
	machine_cpuid(fixture->tree, XF_NATIVE, 0, 0, &answer);
	assert_int_equal(answer.outcome, XF_SEEN);
	assert_int_equal(answer.reg[XF_EBX], 0x68747541);
	machine_cpuid(fixture->tree, XF_NATIVE, 1, 0, &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_cpuid(fixture->tree, XF_FORCED, 0, 0, &answer);
	assert_int_equal(answer.outcome, XF_ABSENT);
	machine_cpuid(fixture->tree, (enum xf_via)9, 0, 0, &answer);
	assert_int_equal(answer.outcome, XF_FAILED);
	assert_false(machine_is_live(fixture->tree));
	assert_true(machine_fd(fixture->tree) >= 0);
}

static void a_tree_may_lack_log_and_cpuid(void **state)
{
	struct fixture *fixture = *state;
	struct machine *bare;
	struct machine_answer answer;

	scratch_file("bare/cmd/cpuid", "native what\n");
	assert_int_equal(machine_tree("bare", &bare), 0);
	machine_log(bare, fixture->arena, &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_cpuid(bare, XF_NATIVE, 0, 0, &answer);
	assert_int_equal(answer.outcome, XF_MALFORMED);
	machine_close(bare);
	assert_int_equal(unlink("bare/cmd/cpuid"), 0);
	assert_int_equal(machine_tree("bare", &bare), 0);
	machine_cpuid(bare, XF_FORCED, 0, 0, &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_close(bare);
	assert_int_equal(machine_tree("nowhere", &bare), -ENOENT);
	assert_null(bare);
	assert_int_equal(machine_tree("outside/file", &bare), -ENOTDIR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_files_whole), TEST(reads_up_to_the_cap), TEST(what_is_no_file_is_malformed),
		TEST(links_never_leave_the_tree), TEST(only_the_last_link_is_read),
		TEST(absent_and_not_recorded_differ), TEST(a_folder_in_part_proves_nothing),
		TEST(lists_are_sorted_and_whole),
		TEST(a_folder_of_too_many_is_malformed), TEST(permission_refused_is_denied),
		TEST(a_file_may_change_while_it_is_read), TEST(paths_must_be_plain),
		TEST(a_tree_has_its_own_log_and_cpuid), TEST(a_tree_may_lack_log_and_cpuid),
	};

	/* All of it holds on a kernel that is too old for openat2(2), too. */
	int failed = cmocka_run_group_tests_name("with openat2", tests, NULL, NULL);

	if (forbid_openat2(ENOSYS))
		return 1;
	return failed + cmocka_run_group_tests_name("without openat2", tests, NULL, NULL);
}
