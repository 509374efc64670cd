/* SPDX-License-Identifier: MIT */
/*
 * Every attempt of a hostile plugin is stopped, the plugin is named, and the honest plugins' facts are all there. With
 * --table, prints what stopped each, as SECURITY.md has it (tests/abi/test-security.sh).
 */
#include "tests/abi/abi.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define CALL(name) { "call", SYS_##name, NULL, "call " #name, "seccomp" }

/* `number` 0: this process. `file` NULL: the victim's file. */
static const struct attempt {
	const char *name;
	long number;
	const char *file;
	const char *what;       /* in words */
	const char *stopped_by; /* what has to */
} attempts[] = {
	{ "set_mode", 0, NULL, "make a file of root's set-user-ID (fchmodat2)", "seccomp" },
	{ "give_away", 0, NULL, "give a file of root's away (lchown)", "seccomp" },
	{ "set_capabilities", 0, NULL, "give a program capabilities (setxattr)", "seccomp" },
	{ "send_signal", 0, NULL, "signal another process (tgkill)", "seccomp" },
	{ "queue_signal", 0, NULL, "signal another process (rt_sigqueueinfo)", "seccomp" },
	{ "own_descriptor", 0, NULL, "have the kernel signal another process (F_SETOWN)", "seccomp" },
	{ "limit_other", 0, NULL, "change another process's limits (prlimit64)", "seccomp" },
	{ "slow_other", 0, NULL, "change another process's priority (setpriority)", "seccomp" },
	{ "pin_other", 0, NULL, "change another process's processors (sched_setaffinity)", "seccomp" },
	{ "read_file", 0, "/proc/%ld/environ", "read a process's environment", "Landlock" },
	{ "read_file", 0, "/etc/shadow", "read a file that it does not declare", "Landlock" },
	{ "write_to", 0, NULL, "write to a file", "Landlock" },
	{ "make_file", 0, NULL, "create a file", "Landlock" },
	{ "clear_log", 0, NULL, "clear the kernel log (syslog)", "seccomp" },
	{ "forge", 0, NULL, "send facts in another plugin's name", "parent" },
#ifdef __x86_64__
	{ "call_x32", SYS_getpid, NULL, "make a call by its x32 number", "seccomp" },
	{ "call_i386", 20, NULL, "make a call by its i386 number (int 0x80)", "seccomp" },
#endif
	CALL(execve), CALL(execveat), CALL(clone), CALL(clone3), CALL(ptrace), CALL(kill), CALL(tkill),
	CALL(rt_tgsigqueueinfo), CALL(pidfd_open), CALL(pidfd_send_signal), CALL(pidfd_getfd),
	CALL(process_vm_readv), CALL(process_vm_writev), CALL(process_madvise), CALL(kcmp), CALL(socket),
	CALL(socketpair), CALL(connect), CALL(bind), CALL(sendto), CALL(sendmsg), CALL(accept4), CALL(unlinkat),
	CALL(renameat2), CALL(linkat), CALL(symlinkat), CALL(mkdirat), CALL(mknodat), CALL(fchmodat), CALL(fchmod),
	CALL(fchownat), CALL(fchown), CALL(truncate), CALL(ftruncate), CALL(fallocate), CALL(utimensat),
	CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(removexattr), CALL(copy_file_range), CALL(sendfile),
	CALL(splice), CALL(tee), CALL(vmsplice), CALL(pwrite64), CALL(pwritev2), CALL(writev), CALL(fsync),
	CALL(ioctl), CALL(flock), CALL(dup), CALL(dup3), CALL(chdir), CALL(fchdir), CALL(chroot), CALL(pivot_root),
	CALL(mount), CALL(umount2), CALL(open_tree), CALL(move_mount), CALL(fsopen), CALL(mount_setattr), CALL(setns),
	CALL(unshare), CALL(swapon), CALL(swapoff), CALL(quotactl), CALL(setuid), CALL(setgid), CALL(setresuid),
	CALL(setresgid), CALL(setgroups), CALL(setfsuid), CALL(setsid), CALL(setpgid), CALL(prctl), CALL(seccomp),
	CALL(landlock_create_ruleset), CALL(personality), CALL(setrlimit), CALL(prlimit64), CALL(sched_setattr),
	CALL(sched_setscheduler), CALL(ioprio_set), CALL(setitimer), CALL(timer_create), CALL(timerfd_create),
	CALL(nanosleep), CALL(clock_nanosleep), CALL(clock_settime), CALL(settimeofday), CALL(adjtimex),
	CALL(sethostname), CALL(setdomainname), CALL(reboot), CALL(kexec_load), CALL(init_module),
	CALL(finit_module), CALL(delete_module), CALL(bpf), CALL(perf_event_open), CALL(userfaultfd), CALL(keyctl),
	CALL(add_key), CALL(request_key), CALL(io_uring_setup), CALL(io_setup), CALL(open_by_handle_at),
	CALL(name_to_handle_at), CALL(memfd_create), CALL(inotify_init1), CALL(fanotify_init), CALL(eventfd2),
	CALL(signalfd4), CALL(epoll_create1), CALL(pipe2), CALL(futex), CALL(shmget), CALL(msgget), CALL(semget),
	CALL(mq_open), CALL(vhangup), CALL(acct), CALL(membarrier), CALL(rseq), CALL(getppid), CALL(getuid),
	CALL(capget), CALL(memfd_secret), CALL(statx), CALL(fstatfs), CALL(getrandom), CALL(uname),
};

#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

/* What an attempt could have changed. */
struct state {
	struct stat file;
	struct rlimit processes;
	int priority;
	cpu_set_t processors;
	sigset_t signals; /* that arrived */
	bool made;
};

static void take_state(struct state *state)
{
	memset(state, 0, sizeof(*state));
	assert_int_equal(sigpending(&state->signals), 0);
	assert_int_equal(stat("victim", &state->file), 0);
	assert_int_equal(getrlimit(RLIMIT_NPROC, &state->processes), 0);
	state->priority = getpriority(PRIO_PROCESS, 0);
	assert_int_equal(sched_getaffinity(0, sizeof(state->processors), &state->processors), 0);
	state->made = !access("victim-made", F_OK);
	/* Reading is no change. */
	memset(&state->file.st_atim, 0, sizeof(state->file.st_atim));
}

static void assert_honest(const struct report *report, const char *name)
{
	static const char *const said[] = { "text", "flag", "count", "word", "list" };

	assert_string_equal(status_of(report, name)->status, "ok");
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		const char *key = arena_fmt(report->arena, "%s.%s", name, said[i]);
		const struct fact *fact = facts_find(&report->facts, key);

		assert_non_null(fact);
		assert_null(fact->unknown);
		assert_string_not_equal(facts_text(report->arena, fact), "x"); /* what is forged */
	}
}

/* What stopped an attempt, by how the plugin fared; "" if nothing did. */
static const char *stopped_by(const struct report *report)
{
	const struct plugin_status *status = status_of(report, "hostile");
	const struct fact *said = facts_find(&report->facts, "hostile.text");

	if (!strcmp(status->status, "crashed") && strstr(status->detail, "system call"))
		return "seccomp";
	if (!strcmp(status->status, "broken") && strstr(status->detail, "malformed message"))
		return "parent";
	if (!strcmp(status->status, "ok") && said && !strcmp(facts_text(report->arena, said), strerror(EACCES)))
		return "Landlock";
	print_error("%s: %s %s\n", status->status, status->detail, said ? facts_text(report->arena, said) : "");
	return "";
}

/* On the machine that we run on, as a captured one has no processes. */
static void run_live(struct run *run)
{
	struct run_options options = { .registry = &run->registry, .deadline_ms = 20000 };

	*run = (struct run){ .arena = arena_new() };
	assert_int_equal(probe_registry_load(&run->registry, "hostile"), 0);
	assert_int_equal(machine_live(&run->machine), 0);
	options.machine = run->machine;
	assert_int_equal(probe_run(run->arena, &options, &run->report), 0);
}

static void try(const struct attempt *attempt)
{
	char here[2048], file[2100], wanted[2200];
	struct state before, after;
	struct run run;

	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(file, sizeof(file), "%s/victim", here);
	if (attempt->file && strchr(attempt->file, '%'))
		snprintf(file, sizeof(file), "/proc/%ld/environ", (long)getpid());
	else if (attempt->file)
		snprintf(file, sizeof(file), "%s", attempt->file);
	snprintf(wanted, sizeof(wanted), "%s %ld %s", attempt->name, attempt->number ? attempt->number : (long)getpid(),
	         file);
	setenv("XF_HOSTILE", wanted, 1);
	take_state(&before);
	run_live(&run);
	take_state(&after);
	if (strcmp(stopped_by(&run.report), attempt->stopped_by))
		fail_msg("%s: not stopped by %s", attempt->what, attempt->stopped_by);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_honest(&run.report, "a_good");
	assert_honest(&run.report, "z_good");
	end_run(&run);
}

static void test_every_attempt_is_stopped(void **state)
{
	(void)state;
	for (size_t i = 0; i < ATTEMPTS; i++)
		try(&attempts[i]);
}

/* The test would mean nothing if the plugin could not do these things at all. */
static void test_the_plugin_is_able_to(void **state)
{
	struct run run;

	(void)state;
	setenv("XF_HOSTILE", "read_file 0 /proc/cmdline", 1); /* which it declares */
	run_live(&run);
	assert_string_equal(facts_text(run.arena, facts_find(&run.report.facts, "hostile.text")), "done");
	end_run(&run);
}

static int setup(void **state)
{
	(void)state;
	new_folder("hostile");
	copy_plugin("hostile", "a_good", "a_good");
	copy_plugin("hostile", "hostile", "hostile");
	copy_plugin("hostile", "z_good", "z_good");
	write_file("victim", "as it was");
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGUSR1);
	sigaddset(&wanted, SIGIO);
	assert_int_equal(sigprocmask(SIG_BLOCK, &wanted, NULL), 0);
	return 0;
}

static void print_table(void)
{
	puts("| attempt | stopped by |\n|---|---|");
	for (size_t i = 0; i < ATTEMPTS; i++)
		if (strcmp(attempts[i].name, "call"))
			printf("| %s | %s |\n", attempts[i].what, attempts[i].stopped_by);
	fputs("| any other call: ", stdout);
	for (size_t i = 0, count = 0; i < ATTEMPTS; i++)
		if (!strcmp(attempts[i].name, "call"))
			printf("%s%s", count++ ? ", " : "", attempts[i].what + strlen("call "));
	puts(" | seccomp |");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_plugin_is_able_to), cmocka_unit_test(test_every_attempt_is_stopped),
	};
	int failed = cmocka_run_group_tests_name("hostile", tests, setup, NULL);

	if (!failed && argc > 1 && !strcmp(argv[1], "--table"))
		print_table(); /* it has just been tried */
	return failed;
}
