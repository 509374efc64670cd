/* SPDX-License-Identifier: MIT */
/*
 * CPUID: that the instruction behind Xen's prefix leaves no trace where it traps, and that a captured table
 * keeps "nobody is there" apart from "nobody looked".
 */
#include "tests/unit/scratch.h"
#include "tests/unit/syscalls.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "core/machine/cpuid.h"

#if defined(__x86_64__) || defined(__i386__)
#define IS_X86 1
#else
#define IS_X86 0
#endif

static void native_answers_on_x86(void **state)
{
	uint32_t reg[4] = { 0 };

	(void)state;
	assert_int_equal(machine_cpuid_native(0, 0, reg), IS_X86 ? XF_SEEN : XF_ABSENT);
	assert_true(!IS_X86 || reg[XF_EAX] >= 1);
	assert_true(!IS_X86 || reg[XF_EBX] != 0);
}

static void mine(int number)
{
	(void)number;
}

/* The handler and the mask that the program had are there again, and a second time works. */
static void forced_leaves_no_trace(void **state)
{
	struct sigaction action = { .sa_handler = mine }, after;
	sigset_t blocked, mask;
	uint32_t reg[4], first[4] = { 0 };

	(void)state;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGILL);
	assert_int_equal(sigaction(SIGILL, &action, NULL), 0);
	assert_int_equal(sigprocmask(SIG_SETMASK, &blocked, NULL), 0);
	enum xf_outcome outcome = machine_cpuid_forced(0, 0, first);

	assert_true(outcome == XF_ABSENT || outcome == XF_SEEN);
	assert_int_equal(machine_cpuid_forced(0, 0, reg), outcome);
	assert_int_equal(sigaction(SIGILL, NULL, &after), 0);
	assert_ptr_equal(after.sa_handler, mine);
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
	assert_int_equal(sigismember(&mask, SIGILL), 1);
	sigemptyset(&mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	signal(SIGILL, SIG_DFL);
}

/* 0 if the forced way, once it trapped, is not tried again: that would take a system call that kills. */
static int check_one_trap(struct machine *machine)
{
	struct machine_answer answer;

	machine_cpuid(machine, XF_FORCED, 0x40000000, 0, &answer);
	if (answer.outcome == XF_SEEN)
		return 0; /* in a PV domain */
	if (filter_call(SYS_rt_sigaction, SECCOMP_RET_KILL_PROCESS))
		return 1;
	machine_cpuid(machine, XF_FORCED, 1, 0, &answer);
	if (answer.outcome != XF_ABSENT || answer.reg[0] || answer.reg[1] || answer.reg[2] || answer.reg[3])
		return 2;
	machine_cpuid(machine, XF_NATIVE, 0, 0, &answer);
	return answer.outcome == (IS_X86 ? XF_SEEN : XF_ABSENT) ? 0 : 3;
}

static void a_root_does_not_trap_twice(void **state)
{
	struct machine *machine;
	int status;

	(void)state;
	assert_int_equal(machine_live(&machine), 0);
	pid_t child = fork();

	if (!child)
		_exit(check_one_trap(machine));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	machine_close(machine);
}

static int parse(struct arena *arena, const char *text, struct cpuid_table *table)
{
	*table = (struct cpuid_table){ .count = 0 };
	return machine_cpuid_parse(arena, text, strlen(text), table);
}

static struct machine_answer find(const struct cpuid_table *table, enum xf_via via, uint32_t leaf, uint32_t sub)
{
	struct machine_answer answer;

	machine_cpuid_find(table, via, leaf, sub, &answer);
	return answer;
}

static void a_table_tells_zeros_from_not_recorded(void **state)
{
	struct arena *arena = arena_new();
	struct cpuid_table table;
	struct machine_answer answer;

	(void)state;
	assert_int_equal(parse(arena, "native 40000003 2 00279d2a 0 0 0\n"
	                              "native 40000000 0 40000005 566e6558 65584d4d 4d4d566e\n"
	                              "native 40000200 0 00000000 00000000 00000000 00000000\n"
	                              "\n"
	                              "native 00000001 0 00060fb1 00020800 80002001 178bfbfd", &table), 0);
	answer = find(&table, XF_NATIVE, 0x40000000, 0);
	assert_int_equal(answer.outcome, XF_SEEN);
	assert_memory_equal(&answer.reg[1], "XenVMMXenVMM", 12);
	assert_int_equal(find(&table, XF_NATIVE, 0x40000003, 2).reg[XF_EAX], 0x279d2a);
	/* Xen answers at this base, so a leaf that is not listed was not looked at. */
	assert_int_equal(find(&table, XF_NATIVE, 0x40000003, 1).outcome, XF_NOT_RECORDED);
	assert_int_equal(find(&table, XF_NATIVE, 0x40000009, 0).outcome, XF_NOT_RECORDED);
	/* Nobody answers at these two. */
	assert_int_equal(find(&table, XF_NATIVE, 0x40000100, 0).outcome, XF_SEEN);
	assert_int_equal(find(&table, XF_NATIVE, 0x40000201, 0).outcome, XF_SEEN);
	assert_int_equal(find(&table, XF_NATIVE, 0x40000201, 0).reg[XF_EAX], 0);
	assert_int_equal(find(&table, XF_NATIVE, 0x40010000, 0).outcome, XF_NOT_RECORDED);
	assert_int_equal(find(&table, XF_NATIVE, 7, 0).outcome, XF_NOT_RECORDED);
	assert_int_equal(find(&table, XF_FORCED, 0x40000100, 0).outcome, XF_NOT_RECORDED);
	arena_free(arena);
}

static void a_table_knows_that_a_way_traps(void **state)
{
	struct arena *arena = arena_new();
	struct cpuid_table table;

	(void)state;
	assert_int_equal(parse(arena, "native 1 0 1 2 3 4\nxenemu SIGILL\n", &table), 0);
	assert_int_equal(find(&table, XF_FORCED, 0x40000000, 0).outcome, XF_ABSENT);
	assert_int_equal(find(&table, XF_NATIVE, 1, 0).reg[XF_EDX], 4);
	/* The hypervisor's range was not looked at. */
	assert_int_equal(find(&table, XF_NATIVE, 0x40000000, 0).outcome, XF_NOT_RECORDED);
	assert_int_equal(parse(arena, "", &table), 0);
	assert_int_equal(find(&table, XF_NATIVE, 1, 0).outcome, XF_NOT_RECORDED);
	arena_free(arena);
}

static void bad_lines_are_refused(void **state)
{
	static const char *const bad[] = { "native", "native SIGSEGV", "native 1 0 1 2 3", "native 1 0 1 2 3 4 5",
		"native 1 0 1 2 3 g", "native 1 0 1 2 3 100000000", "native 1 0 1 2 3 -1", "cpuid 1 0 1 2 3 4",
		"xenemu SIGILL again", "native 1 0 1 2 3 4\nrubbish" };
	struct arena *arena = arena_new();
	struct cpuid_table table = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse(arena, bad[i], &table), -EINVAL);
	assert_int_equal(machine_cpuid_parse(arena, "\0native", 7, &table), -EINVAL);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(native_answers_on_x86), cmocka_unit_test(forced_leaves_no_trace),
		cmocka_unit_test(a_root_does_not_trap_twice), cmocka_unit_test(a_table_tells_zeros_from_not_recorded),
		cmocka_unit_test(a_table_knows_that_a_way_traps), cmocka_unit_test(bad_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
