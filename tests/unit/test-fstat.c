/* SPDX-License-Identifier: MIT */
/*
 * Linux 2.6.39 to 3.5 have O_PATH, but fstat(2) of such a descriptor fails with EBADF. This fstat() stands before the C
 * library's, which may be another system call.
 */
#include "tests/unit/scratch.h"
#include "tests/unit/syscalls.h"

#include "core/machine/machine.h"
#include "core/util/trust.h"

int fstat(int fd, struct stat *status)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && !(flags & O_PATH))
		return fstatat(fd, "", status, AT_EMPTY_PATH);
	errno = EBADF;
	return -1;
}

static void the_kernel_is_that_old(void **state)
{
	struct stat status;
	int fd = open("/", O_PATH | O_DIRECTORY);

	(void)state;
	assert_int_equal(fstat(fd, &status), -1);
	assert_int_equal(errno, EBADF);
	close(fd);
}

static const char *stat_of(struct machine *machine, struct arena *arena, const char *path)
{
	struct machine_answer answer;

	machine_stat(machine, arena, path, &answer);
	return answer.outcome == XF_SEEN ? answer.data : "unseen";
}

static void check_tree(struct arena *arena)
{
	struct machine *tree;
	struct machine_answer answer;

	assert_int_equal(machine_tree("t", &tree), 0);
	machine_read(tree, arena, "/sys/folder/file", &answer);
	assert_int_equal(answer.outcome, XF_SEEN);
	machine_link(tree, arena, "/sys/folder", &answer);
	assert_int_equal(answer.outcome, XF_SEEN);
	assert_string_equal(answer.data, "/sys/other");
	assert_string_equal(stat_of(tree, arena, "/sys/folder"), "directory");
	assert_string_equal(stat_of(tree, arena, "/sys/folder/file"), "file");
	machine_close(tree);
}

static void trees_are_read(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	scratch_file("t/sys/other/file", "text\n");
	scratch_link("t/sys/folder", "/sys/other");
	check_tree(arena);
	assert_int_equal(forbid_openat2(ENOSYS), 0);
	check_tree(arena);
	arena_free(arena);
}

static void the_machine_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct machine *live;

	(void)state;
	assert_int_equal(machine_live(&live), 0);
	assert_string_equal(stat_of(live, arena, "/proc/sys"), "directory");
	assert_string_equal(stat_of(live, arena, "/proc/version"), "file");
	machine_close(live);
	arena_free(arena);
}

/* As root, each component of the path is judged by its status. */
static void folders_are_trusted(void **state)
{
	struct arena *arena = arena_new();
	const char *wrong = "";
	int fd = trust_open(arena, "/usr/lib", O_PATH | O_DIRECTORY, &wrong);

	(void)state;
	if (fd < 0)
		fail_msg("%s", wrong);
	close(fd);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_is_that_old),
		cmocka_unit_test(the_machine_is_read),
		cmocka_unit_test(folders_are_trusted),
		cmocka_unit_test(trees_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
