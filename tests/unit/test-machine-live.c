/* SPDX-License-Identifier: MIT */
/*
 * The door on the machine that the test runs on, where nothing but the kernel's promises can be checked; and
 * what both it and trees do without openat2(2) or without memory.
 */
#include "tests/unit/scratch.h"
#include "tests/unit/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "core/machine/machine.h"

struct fixture {
	struct arena *arena;
	struct machine *machine;
};

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

	machine_read(fixture->machine, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer stat_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_stat(fixture->machine, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer link_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_link(fixture->machine, fixture->arena, path, &answer);
	return answer;
}

static struct machine_answer list_of(struct fixture *fixture, const char *path)
{
	struct machine_answer answer;

	machine_list(fixture->machine, fixture->arena, path, &answer);
	return answer;
}

static void the_live_machine_can_be_read(void **state)
{
	struct fixture live = { .arena = arena_new() };
	struct machine_answer answer;

	(void)state;
	assert_int_equal(machine_live(&live.machine), 0);
	assert_true(machine_is_live(live.machine));
	/* procfs says 0 bytes; all of them come. */
	assert_true(read_of(&live, "/proc/version").size > 20);
	assert_int_equal(read_of(&live, "/none/at/all").outcome, XF_ABSENT);
	assert_int_equal(read_of(&live, "/dev/null").outcome, XF_MALFORMED);
	if (has_openat2()) { /* plain openat(2) cannot refuse a magic link */
		assert_int_equal(read_of(&live, "/proc/self/exe").outcome, XF_MALFORMED);
		assert_int_equal(link_of(&live, "/proc/self/exe").outcome, XF_SEEN);
	}
	assert_string_equal(stat_of(&live, "/").data, "directory");
	assert_true(list_of(&live, "/proc/sys/kernel").count > 3);
	machine_log(live.machine, live.arena, &answer);
	assert_true(answer.outcome == XF_DENIED || (answer.outcome == XF_SEEN && answer.data[0] != '<'));
	machine_close(live.machine);
	arena_free(live.arena);
}

/* 0 when the live machine is read all the same, and a tree without leaving it. */
static int check_without_openat2(struct arena *arena)
{
	struct fixture live = { .arena = arena }, tree = { .arena = arena };

	if (machine_live(&live.machine) || machine_tree("t", &tree.machine))
		return 3;
	if (read_of(&live, "/proc/version").outcome != XF_SEEN)
		return 4;
	if (list_of(&live, "/proc/sys").outcome != XF_SEEN || stat_of(&live, "/none").outcome != XF_ABSENT)
		return 5;
	if (read_of(&tree, "/sys/a").outcome != XF_SEEN || read_of(&tree, "/sys/out").outcome != XF_ABSENT)
		return 6;
	machine_close(live.machine);
	machine_close(tree.machine);
	return 0;
}

static void without_openat2_all_goes_on(void **state)
{
	struct arena *arena = arena_new();
	static const unsigned errors[] = { ENOSYS, EPERM };

	(void)state;
	scratch_whole_sys("t");
	scratch_file("t/sys/a", "text\n");
	scratch_link("t/sys/out", "/etc/passwd");
	for (size_t i = 0; i < 2; i++) {
		pid_t child = fork();

		if (!child)
			_exit(forbid_openat2(errors[i]) ? 2 : check_without_openat2(arena));
		expect_content(child);
	}
	arena_free(arena);
}

static void hungry_read(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	(void)self, (void)path;
	arena_alloc(arena, SIZE_MAX);
	answer->outcome = XF_SEEN;
}

static void without_memory_an_observation_fails(void **state)
{
	static const struct machine_ops ops = { .read = hungry_read };
	struct fixture hungry = { arena_new(), machine_new(&ops, NULL) };
	struct machine_answer answer;

	(void)state;
	/* What an implementation cannot do is not recorded. */
	assert_int_equal(list_of(&hungry, "/").outcome, XF_NOT_RECORDED);
	assert_int_equal(machine_fd(hungry.machine), -1);
	answer = read_of(&hungry, "/x");
	assert_int_equal(answer.outcome, XF_FAILED);
	assert_int_equal(answer.error, ENOMEM);
	machine_close(hungry.machine);
	arena_free(hungry.arena);
	machine_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_live_machine_can_be_read),
		cmocka_unit_test(without_openat2_all_goes_on),
		cmocka_unit_test(without_memory_an_observation_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
