/* SPDX-License-Identifier: MIT */
/*
 * Linked into each program and object of a coverage build: its counters, which gcov keeps in .bss, become memory that
 * forked children share. A worker may write no file, leaves by _exit, and may be killed once it has sent everything;
 * what it counted would be lost otherwise. Nothing else that changes is in .bss, as there are no mutable globals.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ld(1) defines them in each file that it writes. */
extern const char __bss_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

/*
 * `here` is 1 in the process that loaded this file, and 0 in its children, whose copy of its page the kernel empties.
 * No argument can carry it; the pointer is volatile, as clang 14 takes what a constant one points to for constant.
 */
static struct loading {
	const char *here;
} *const volatile loading = &(struct loading){ "" };

pid_t __gcov_fork(void) __attribute__((visibility("hidden")));
void __wrap___gcov_exit(void) __attribute__((visibility("hidden")));
void __real___gcov_exit(void);

/* gcc calls this instead of fork. That of libgcov sets the child's counters to 0, and so those of its parent here. */
pid_t __gcov_fork(void)
{
	return fork();
}

/*
 * Writes the counts at an exit, but not at a child's: its parent does, and a worker whose plugin calls exit(3) would be
 * killed for it. Nor as another user, who may not, and of whom libgcov would complain on the standard error that a test
 * reads.
 */
void __wrap___gcov_exit(void)
{
	if (*loading->here && !faccessat(AT_FDCWD, XF_COUNTS, W_OK, AT_EACCESS))
		__real___gcov_exit();
}

static void share(size_t page)
{
	uintptr_t begin = (uintptr_t)__bss_start & ~(page - 1);
	size_t size = (((uintptr_t)_end + page - 1) & ~(page - 1)) - begin;
	void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return; /* children's counts are lost, nothing else */
	memcpy(shared, (void *)begin, size);
	mremap(shared, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)begin);
}

__attribute__((constructor)) static void begin(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *mark = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	share(page);
	if (mark == MAP_FAILED || madvise(mark, page, MADV_WIPEONFORK))
		return;
	*mark = 1;
	loading->here = mark;
}
