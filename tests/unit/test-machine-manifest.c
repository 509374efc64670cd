/* SPDX-License-Identifier: MIT */
/*
 * Replaying a manifest: it says "absent" only where the manifest proves it, and everything it hands out
 * outlives it.
 */
#include "tests/unit/scratch.h"

#include <errno.h>
#include <stdlib.h>

#include "core/machine/guest.h"

#define HEAD "xenfacts guest 1\n"

static void ask(struct machine *machine, struct arena *arena, char how, const char *path,
                struct machine_answer *answer)
{
	if (how == 'r')
		machine_read(machine, arena, path, answer);
	else if (how == 'l')
		machine_link(machine, arena, path, answer);
	else if (how == 's')
		machine_stat(machine, arena, path, answer);
	else
		machine_list(machine, arena, path, answer);
}

static const char guest[] = HEAD
	"dir / boot lib proc sys\ndir /sys block class\ndir /sys/block xvda\nfile /sys/block/xvda/size\n|8\n"
	"link /sys/block/xvda/driver ../vbd\nlink /sys/both ../there\ndir /sys/both one two\n"
	"link /sys/dangling nowhere\nabsent /sys/dangling\nabsent /proc/xen\ndenied /proc/kmsg\n"
	"dir /boot config-6.1 . [ab]? config-*\ndir /lib c .\n"
	"failed /sys/class/speed 22\nmalformed /sys/class/huge\n"
	"cpuid native 40000000 0 40000001 1 2 3\ncpuid forced absent\nlog\n|[    0.000000] x\n";

static const struct expectation {
	char how;
	const char *path;
	enum xf_outcome outcome;
	const char *data;
} expectations[] = {
	{ 'r', "/sys/block/xvda/size", XF_SEEN, "8\n" }, { 's', "/sys/block/xvda/size", XF_SEEN, "file" },
	{ 'l', "/sys/block/xvda/size", XF_MALFORMED, NULL }, { 'd', "/sys/block/xvda/size", XF_MALFORMED, NULL },
	{ 'r', "/sys/block/xvda/size/x", XF_ABSENT, NULL },
	/* A link alone leads to a folder whose names nobody wrote down. */
	{ 'l', "/sys/block/xvda/driver", XF_SEEN, "../vbd" },
	{ 's', "/sys/block/xvda/driver", XF_SEEN, "directory" },
	{ 'r', "/sys/block/xvda/driver", XF_MALFORMED, NULL },
	{ 'd', "/sys/block/xvda/driver", XF_NOT_RECORDED, NULL },
	{ 'r', "/sys/block/xvda/driver/x", XF_NOT_RECORDED, NULL },
	{ 'l', "/sys/both", XF_SEEN, "../there" }, { 'd', "/sys/both", XF_SEEN, NULL },
	{ 's', "/sys/both", XF_SEEN, "directory" }, { 'r', "/sys/both", XF_MALFORMED, NULL },
	{ 'r', "/sys/both/one", XF_NOT_RECORDED, NULL }, { 'r', "/sys/both/three", XF_ABSENT, NULL },
	{ 'l', "/sys/dangling", XF_SEEN, "nowhere" }, { 's', "/sys/dangling", XF_ABSENT, NULL },
	{ 'd', "/sys/dangling/x", XF_ABSENT, NULL },
	/* Named by a folder, but never looked at; and not named, however deep. */
	{ 'r', "/sys/block/xvda/ro", XF_NOT_RECORDED, NULL }, { 's', "/sys/block/xvda", XF_NOT_RECORDED, NULL },
	{ 'r', "/sys/block/xvdb/size", XF_ABSENT, NULL }, { 'd', "/dev/pts/a/b/c", XF_ABSENT, NULL },
	{ 'r', "/proc/xen/capabilities", XF_ABSENT, NULL }, { 'r', "/proc/cpuinfo", XF_NOT_RECORDED, NULL },
	{ 'r', "/proc/kmsg", XF_DENIED, NULL }, { 's', "/proc/kmsg", XF_DENIED, NULL },
	{ 'r', "/proc/kmsg/x", XF_NOT_RECORDED, NULL },
	{ 'r', "/sys/class/speed", XF_FAILED, NULL }, { 'r', "/sys/class/huge", XF_MALFORMED, NULL },
	/* Of some names all were recorded, of others not. */
	{ 'r', "/boot/config-6.1", XF_NOT_RECORDED, NULL }, { 'r', "/boot/config-6.2", XF_ABSENT, NULL },
	{ 's', "/boot/b1/x", XF_ABSENT, NULL }, { 's', "/boot/b12", XF_NOT_RECORDED, NULL },
	{ 'r', "/boot/vmlinuz", XF_NOT_RECORDED, NULL }, { 'd', "/boot", XF_NOT_RECORDED, NULL },
	{ 'r', "/lib/c", XF_NOT_RECORDED, NULL }, { 'r', "/lib/d", XF_NOT_RECORDED, NULL },
	{ 'd', "/", XF_SEEN, NULL }, { 'l', "/", XF_MALFORMED, NULL },
};

static void a_replay_says_no_more_than_it_knows(void **state)
{
	struct arena *arena = arena_new();
	struct machine_answer answer;
	struct machine *machine;
	char *wrong;

	(void)state;
	scratch_file("guest.txt", guest);
	assert_int_equal(machine_manifest("guest.txt", &machine, &wrong), 0);
	for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const struct expectation *expect = &expectations[i];

		ask(machine, arena, expect->how, expect->path, &answer);
		if (answer.outcome != expect->outcome)
			fail_msg("%c %s: %d, not %d", expect->how, expect->path, answer.outcome, expect->outcome);
		if (expect->data)
			assert_string_equal(answer.data, expect->data);
	}
	ask(machine, arena, 'r', "/sys/class/speed", &answer);
	assert_int_equal(answer.error, EINVAL);
	ask(machine, arena, 'd', "/sys/both", &answer);
	assert_int_equal(answer.count, 2);
	assert_string_equal(answer.names[1], "two");
	assert_null(answer.names[2]);
	assert_int_equal(answer.pattern_count, 0);
	ask(machine, arena, 'd', "/boot", &answer);
	assert_int_equal(answer.count, 1);
	assert_string_equal(answer.names[0], "config-6.1");
	assert_int_equal(answer.pattern_count, 2);
	assert_string_equal(answer.patterns[1], "config-*");
	machine_cpuid(machine, XF_NATIVE, 0x40000100, 0, &answer);
	assert_int_equal(answer.outcome, XF_SEEN);
	machine_cpuid(machine, XF_FORCED, 0x40000100, 0, &answer);
	assert_int_equal(answer.outcome, XF_ABSENT);
	assert_int_equal(machine_fd(machine), -1);
	assert_false(machine_is_live(machine));
	machine_log(machine, arena, &answer);
	machine_close(machine);
	/* Answers belong to the caller's arena, not to the closed root. */
	assert_string_equal(answer.data, "[    0.000000] x\n");
	arena_free(arena);
}

static void an_empty_guest_knows_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct machine_answer answer;
	struct machine *machine;
	char *wrong;

	(void)state;
	scratch_file("empty.txt", HEAD);
	assert_int_equal(machine_manifest("empty.txt", &machine, &wrong), 0);
	ask(machine, arena, 'r', "/sys/a", &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	ask(machine, arena, 'd', "/", &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_log(machine, arena, &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_cpuid(machine, XF_NATIVE, 0x40000000, 0, &answer);
	assert_int_equal(answer.outcome, XF_NOT_RECORDED);
	machine_close(machine);
	arena_free(arena);
}

static void a_bad_file_is_an_error(void **state)
{
	struct machine *machine;
	char *wrong;

	(void)state;
	scratch_file("bad.txt", HEAD "absent\n");
	assert_int_equal(machine_manifest("bad.txt", &machine, &wrong), -EINVAL);
	assert_string_equal(wrong, "bad.txt:2: expected a path before the line's end");
	assert_null(machine);
	free(wrong);
	assert_int_equal(machine_manifest("none.txt", &machine, &wrong), -ENOENT);
	assert_null(wrong);
	assert_int_equal(machine_manifest(".", &machine, &wrong), -EISDIR);
	assert_null(wrong);
	scratch_file("large.txt", HEAD);
	assert_int_equal(truncate("large.txt", XF_MANIFEST_CAP + 1), 0);
	assert_int_equal(machine_manifest("large.txt", &machine, &wrong), -EFBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_says_no_more_than_it_knows),
		cmocka_unit_test(an_empty_guest_knows_nothing), cmocka_unit_test(a_bad_file_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
