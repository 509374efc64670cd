/* SPDX-License-Identifier: MIT */
/** @file For tests of what is done without some system call: filters that take it away. */
#ifndef XF_SYSCALLS_H
#define XF_SYSCALLS_H

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* openat2(2) beneath a root: a descriptor, or -1 and errno. */
static inline int openat2_in_root(int root, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned)flags, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

/* Does this kernel, and valgrind if we run in it, know openat2(2)? */
static inline bool has_openat2(void)
{
	int fd = openat2_in_root(AT_FDCWD, "/", O_PATH);

	return fd >= 0 && !close(fd);
}

/* Has one system call end as `action`, a SECCOMP_RET_, says, from now on and in children. 0 or -1. */
static inline int filter_call(unsigned number, unsigned action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); /* an earlier filter may refuse it, when it is set */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Makes one option of prctl(2) end with an error from now on. 0 or -1. */
static inline int forbid_option(unsigned option, unsigned error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, option, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); /* an earlier filter may refuse it, when it is set */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Makes seccomp filters end with an error from now on; the last one that can be set. 0 or -1. */
static inline int forbid_filters(unsigned error)
{
	return forbid_option(PR_SET_SECCOMP, error);
}

/* Makes openat2(2) end with an error, as an old kernel or a container's filter does. 0 or -1. */
static inline int forbid_openat2(unsigned error)
{
	return filter_call(SYS_openat2, SECCOMP_RET_ERRNO | error);
}

#endif
