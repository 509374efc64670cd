/* SPDX-License-Identifier: MIT */
/*
 * Linked into each program and object of a coverage build: its counters, which gcov keeps in .bss, become memory that
 * forked children share. A worker may write no file, leaves by _exit, and may be killed once it has sent everything;
 * what it counted would be lost otherwise. Nothing else that changes is in .bss, as there are no mutable globals.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ld(1) defines them in each file that it writes. */
extern const char __bss_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

pid_t __gcov_fork(void) __attribute__((visibility("hidden")));

/* gcc calls this instead of fork. That of libgcov sets the child's counters to 0, and so those of its parent here. */
pid_t __gcov_fork(void)
{
	return fork();
}

__attribute__((constructor)) static void share(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t begin = (uintptr_t)__bss_start & ~(page - 1);
	size_t size = (((uintptr_t)_end + page - 1) & ~(page - 1)) - begin;
	void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return; /* children's counts are lost, nothing else */
	memcpy(shared, (void *)begin, size);
	mremap(shared, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)begin);
}
