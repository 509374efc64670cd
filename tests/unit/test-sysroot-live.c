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
	struct xf_arena *arena;
	struct xf_sysroot *root;
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

static struct xf_answer read_of(struct fixture *fixture, const char *path)
{
	struct xf_answer answer;

	xf_sysroot_read(fixture->root, fixture->arena, path, &answer);
	return answer;
}

static struct xf_answer stat_of(struct fixture *fixture, const char *path)
{
	struct xf_answer answer;

	xf_sysroot_stat(fixture->root, fixture->arena, path, &answer);
	return answer;
}

static struct xf_answer link_of(struct fixture *fixture, const char *path)
{
	struct xf_answer answer;

	xf_sysroot_link(fixture->root, fixture->arena, path, &answer);
	return answer;
}

static struct xf_answer list_of(struct fixture *fixture, const char *path)
{
	struct xf_answer answer;

	xf_sysroot_list(fixture->root, fixture->arena, path, &answer);
	return answer;
}

static void the_live_machine_can_be_read(void **state)
{
	struct fixture live = { .arena = xf_arena_new() };
	struct xf_answer answer;

	(void)state;
	assert_int_equal(xf_sysroot_live(&live.root), 0);
	assert_true(xf_sysroot_is_live(live.root));
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
	xf_sysroot_log(live.root, live.arena, &answer);
	assert_true(answer.outcome == XF_DENIED || (answer.outcome == XF_SEEN && answer.data[0] != '<'));
	xf_sysroot_close(live.root);
	xf_arena_free(live.arena);
}

/* 0 when the live machine is read all the same, and a tree without leaving it. */
static int check_without_openat2(struct xf_arena *arena)
{
	struct fixture live = { .arena = arena }, tree = { .arena = arena };

	if (xf_sysroot_live(&live.root) || xf_sysroot_tree("t", &tree.root))
		return 3;
	if (read_of(&live, "/proc/version").outcome != XF_SEEN)
		return 4;
	if (list_of(&live, "/proc/sys").outcome != XF_SEEN || stat_of(&live, "/none").outcome != XF_ABSENT)
		return 5;
	if (read_of(&tree, "/sys/a").outcome != XF_SEEN || read_of(&tree, "/sys/out").outcome != XF_ABSENT)
		return 6;
	xf_sysroot_close(live.root);
	xf_sysroot_close(tree.root);
	return 0;
}

static void without_openat2_all_goes_on(void **state)
{
	struct xf_arena *arena = xf_arena_new();
	static const unsigned errors[] = { ENOSYS, EPERM };

	(void)state;
	scratch_file("t/sys/a", "text\n");
	scratch_link("t/sys/out", "/etc/passwd");
	for (size_t i = 0; i < 2; i++) {
		pid_t child = fork();

		if (!child)
			_exit(forbid_openat2(errors[i]) ? 2 : check_without_openat2(arena));
		expect_content(child);
	}
	xf_arena_free(arena);
}

static void hungry_read(void *self, struct xf_arena *arena, const char *path, struct xf_answer *answer)
{
	(void)self, (void)path;
	xf_alloc(arena, SIZE_MAX);
	answer->outcome = XF_SEEN;
}

static void without_memory_a_look_fails(void **state)
{
	static const struct xf_sysroot_ops ops = { .read = hungry_read };
	struct fixture hungry = { xf_arena_new(), xf_sysroot_new(&ops, NULL) };
	struct xf_answer answer;

	(void)state;
	/* What an implementation cannot do is not recorded. */
	assert_int_equal(list_of(&hungry, "/").outcome, XF_NOT_RECORDED);
	assert_int_equal(xf_sysroot_fd(hungry.root), -1);
	answer = read_of(&hungry, "/x");
	assert_int_equal(answer.outcome, XF_FAILED);
	assert_int_equal(answer.error, ENOMEM);
	xf_sysroot_close(hungry.root);
	xf_arena_free(hungry.arena);
	xf_sysroot_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_live_machine_can_be_read),
		cmocka_unit_test(without_openat2_all_goes_on),
		cmocka_unit_test(without_memory_a_look_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
