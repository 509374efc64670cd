/* SPDX-License-Identifier: MIT */
/*
 * A table of allowed calls instead of libseccomp: loading that library and compiling its filter costs more than the
 * whole report (measured in tests/bench).
 */
#include "core/probe/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/util/linux.h"

/* Built to run with an old glibc and all later ones: what those before 2.34 call must be allowed. */
#ifdef __GLIBC__
#if !__GLIBC_PREREQ(2, 34)
#define XF_OLD_GLIBC
#endif
#endif

/* dlopen(3), reading the machine, memory, CPUID's trap, the message, the end. Nothing here writes anything but it. */
static const int allowed[] = {
	SYS_read, SYS_pread64, SYS_openat, SYS_openat2, SYS_close, SYS_getdents64, SYS_readlinkat,
	SYS_write, SYS_brk, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_rt_sigaction, SYS_rt_sigprocmask,
	SYS_rt_sigreturn, SYS_capset, SYS_clock_gettime, SYS_getpid, SYS_gettid, SYS_exit_group, SYS_exit,
#ifdef SYS_newfstatat
	SYS_mmap, SYS_fstat, SYS_newfstatat,
#else
	SYS_mmap2, SYS_fstat64, SYS_fstatat64, SYS_sigreturn, SYS_stat64, SYS_lstat64,
	SYS_statx, SYS_clock_gettime64, /* what a C library of today calls for the old ones */
#endif
	/* qsort(3) of a KiB or more asks how much memory there is (glibc before 2.37, stdlib/msort.c, __qsort_r) */
	SYS_sysinfo,
	/* dlopen(3) of musl (ldso/dynlink.c, load_library) and of glibc before 2.26 (elf/dl-load.c, open_verify) */
#if (!defined(__GLIBC__) || defined(XF_OLD_GLIBC)) && defined(SYS_open)
	SYS_open,
#endif
#ifdef XF_INSTRUMENTED /* what sanitizers do on their own account */
	SYS_sigaltstack,
#endif
};

#define ALLOWED (sizeof(allowed) / sizeof(allowed[0]))

/* A call that is allowed only with certain values of one argument. */
struct checked {
	int call, argument;
	uint32_t values[4];
	unsigned count;
};

#ifdef XF_OLD_GLIBC
#define CHECKED 4
#else
#define CHECKED 3
#endif

#if defined(__x86_64__)
#define XF_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define XF_AUDIT_ARCH AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define XF_AUDIT_ARCH AUDIT_ARCH_I386
#endif

#ifdef XF_AUDIT_ARCH

#define SECCOMP_ALLOW (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define SECCOMP_KILL (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

/* The filter being written. */
struct filter {
	struct sock_filter code[16 + CHECKED * 8 + 3 * ALLOWED];
	unsigned short size;
};

static void put(struct filter *filter, struct sock_filter instruction)
{
	filter->code[filter->size++] = instruction;
}

static struct sock_filter if_equal(uint32_t value, size_t then, size_t otherwise)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, (uint8_t)then, (uint8_t)otherwise);
}

static void load(struct filter *filter, size_t offset)
{
	put(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* An argument's low half is what the kernel takes an int or unsigned int from; both architectures put it first. */
static void put_checked(struct filter *filter, const struct checked *checked)
{
	put(filter, if_equal((uint32_t)checked->call, 0, checked->count + 3));
	load(filter, offsetof(struct seccomp_data, args[checked->argument]));
	for (unsigned i = 0; i < checked->count; i++) /* a match skips the kill */
		put(filter, if_equal(checked->values[i], checked->count - i, 0));
	put(filter, SECCOMP_KILL);
	put(filter, SECCOMP_ALLOW);
}

/*
 * A search tree over sorted numbers, four to a leaf. The kernel runs a filter once for every system call when it is
 * installed (kernel/seccomp.c, seccomp_cache_prepare), so the depth is what costs.
 */
static void put_tree(struct filter *filter, const int *calls, size_t count)
{
	if (count <= 4) {
		for (size_t i = 0; i < count; i++) /* a match skips the kill */
			put(filter, if_equal((uint32_t)calls[i], count - i, 0));
		put(filter, SECCOMP_KILL);
		put(filter, SECCOMP_ALLOW);
		return;
	}
	unsigned short node = filter->size++;

	put_tree(filter, calls, count / 2);
	filter->code[node] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)calls[count / 2],
	                                                  (uint8_t)(filter->size - node - 1), 0);
	put_tree(filter, calls + count / 2, count - count / 2);
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* x32's numbers of the same calls are larger than any in the tree. */
static void write_filter(struct filter *filter, const struct checked *checked, size_t count)
{
	int calls[ALLOWED];

	load(filter, offsetof(struct seccomp_data, arch));
	put(filter, if_equal(XF_AUDIT_ARCH, 1, 0));
	put(filter, SECCOMP_KILL);
	load(filter, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < count; i++)
		put_checked(filter, &checked[i]);
	memcpy(calls, allowed, sizeof(calls));
	qsort(calls, ALLOWED, sizeof(calls[0]), by_number);
	put_tree(filter, calls, ALLOWED);
}

int probe_seccomp_enter(bool log)
{
	const struct checked checked[CHECKED] = {
		{ SYS_tgkill, 0, { (uint32_t)getpid() }, 1 }, /* abort(3) */
		/* fdopendir(3); F_SETOWN and F_SETSIG would signal others */
		{ SYS_fcntl, 1, { F_GETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC }, 4 },
#ifdef XF_OLD_GLIBC /* dlopen(3) before 2.34: a once-only function ends, and wakes nobody (dlfcn/dlerror.c) */
		{ SYS_futex, 1, { FUTEX_WAKE_PRIVATE }, 1 },
#endif
		/* SYSLOG_ACTION_READ_ALL: others clear it, or silence the console (include/linux/syslog.h) */
		{ SYS_syslog, 0, { 3 }, 1 },
	};
	struct filter filter = { .size = 0 };

	write_filter(&filter, checked, log ? CHECKED : CHECKED - 1);
	struct sock_fprog program = { filter.size, filter.code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? -errno : 0;
}

#else

int probe_seccomp_enter(bool log)
{
	(void)log;
	return -EOPNOTSUPP;
}

#endif
