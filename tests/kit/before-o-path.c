/* SPDX-License-Identifier: MIT */
/*
 * before-o-path COMMAND...: runs a command on what looks like Linux before 2.6.39: without openat2(2), and with O_PATH
 * ignored by open(2) and openat(2), as a kernel ignores flags that it does not know. A filter stops each call that has
 * the flag, and a tracer, this program, takes it out of the register before the kernel sees it.
 */
#include <elf.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "tests/unit/syscalls.h"

#if defined(__x86_64__)
#define NUMBER_OF(registers) ((registers).orig_rax)
#define SECOND_OF(registers) ((registers).rsi)
#define THIRD_OF(registers) ((registers).rdx)
#elif defined(__aarch64__)
#define NUMBER_OF(registers) ((registers).regs[8])
#define SECOND_OF(registers) ((registers).regs[1])
#define THIRD_OF(registers) ((registers).regs[2])
#else
#error "which registers have the arguments of a system call?"
#endif

/* Has the kernel stop for the tracer at a call if that argument has O_PATH. 0 or -1. */
static int trace_flag(unsigned number, unsigned argument)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[argument])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_PATH, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static _Noreturn void become(char **command)
{
	int failed = ptrace(PTRACE_TRACEME, 0, 0, 0) != 0;

	raise(SIGSTOP); /* until the tracer has said what it wants to see */
	failed |= forbid_openat2(ENOSYS) || trace_flag(SYS_openat, 2);
#ifdef SYS_open
	failed |= trace_flag(SYS_open, 1);
#endif
	if (!failed)
		execvp(*command, command);
	perror(*command);
	_exit(127);
}

static void drop_flag(pid_t process)
{
	struct user_regs_struct registers;
	struct iovec all = { &registers, sizeof(registers) };

	if (ptrace(PTRACE_GETREGSET, process, NT_PRSTATUS, &all))
		return; /* it was killed meanwhile */
	if (NUMBER_OF(registers) == SYS_openat)
		THIRD_OF(registers) &= ~(uint64_t)O_PATH;
	else
		SECOND_OF(registers) &= ~(uint64_t)O_PATH;
	ptrace(PTRACE_SETREGSET, process, NT_PRSTATUS, &all);
}

/* What a stopped process is sent when it continues: 0 if it was stopped for the tracer alone. */
static int signal_of(int status, pid_t process)
{
	int event = status >> 16, number = WSTOPSIG(status);

	if (event == PTRACE_EVENT_SECCOMP)
		drop_flag(process);
	return event || number == SIGSTOP || number == SIGTRAP ? 0 : number;
}

/* Serves the command and all that it starts, until each has ended. The command's exit code. */
static int serve(pid_t command)
{
	int status, code = 127;

	for (pid_t process; (process = waitpid(-1, &status, __WALL)) > 0;) {
		if (WIFSTOPPED(status))
			ptrace(PTRACE_CONT, process, 0, signal_of(status, process));
		else if (process == command)
			code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return code;
}

int main(int argc, char **argv)
{
	long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
	               PTRACE_O_EXITKILL;
	int status;
	pid_t command = argc > 1 ? fork() : -1;

	if (!command)
		become(argv + 1);
	if (command < 0 || waitpid(command, &status, 0) < 0 || ptrace(PTRACE_SETOPTIONS, command, 0, options) ||
	    ptrace(PTRACE_CONT, command, 0, 0)) {
		fprintf(stderr, "before-o-path: it takes a command, and the right to trace it\n");
		return 2;
	}
	return serve(command);
}
