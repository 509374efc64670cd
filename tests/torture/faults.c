/* SPDX-License-Identifier: MIT */
/*
 * The calls. Each counts itself, and passes on to what it stands before: a sanitizer's interceptor, or the C library.
 * Inside the C library, calls such as a stream's write(2) do not pass by here; its allocations do.
 */
#include "tests/torture/faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE_FROM 129 /* a signalfd refuses less than its 128 bytes; nothing that small is sent in parts */

/*
 * What no argument can carry. The pointer is volatile, as clang 14 takes what a constant one points to for constant.
 * Not all of it is 0: in .bss, the processes of a coverage build would share it (tests/coverage/counters.c).
 */
static struct faults {
	struct fault_plan *plan;
	int process;
	unsigned long calls[FAULT_KINDS]; /* in pieces */
} *const volatile faults = &(struct faults){ .process = -1 };

void faults_arm(struct fault_plan *plan)
{
	faults->plan = plan;
	faults->process = 0;
}

/* Counts a call; should it fail? Then errno is set. */
static bool refused(enum fault_kind kind)
{
	static const int errors[FAULT_KINDS] = {
		[FAULT_ALLOC] = ENOMEM, [FAULT_READ] = EIO, [FAULT_WRITE] = ENOSPC, [FAULT_FORK] = EAGAIN,
		[FAULT_RENAME] = EIO, [FAULT_OPEN] = EMFILE, [FAULT_MAKE] = ENFILE, [FAULT_STAT] = EIO,
		[FAULT_SYNC] = EIO, [FAULT_POLL] = ENOMEM,
	};
	struct fault_plan *plan = faults->plan;

	if (!plan || faults->process >= FAULT_PROCESSES)
		return false;
	unsigned long number = ++plan->counts[faults->process][kind];

	if (plan->kind != kind || plan->process != faults->process || plan->fails != number)
		return false;
	errno = errors[kind];
	return true;
}

/* Is this call, one that a signal can interrupt, interrupted? Never twice in a row. */
static bool interrupted(enum fault_kind kind)
{
	if (!faults->plan || !faults->plan->pieces || ++faults->calls[kind] % 2)
		return false;
	errno = EINTR;
	return true;
}

/* How much of a transfer is done at once. */
static size_t piece(enum fault_kind kind, size_t size)
{
	bool cut = faults->plan && faults->plan->pieces && size >= PIECE_FROM;

	return cut ? 1 + faults->calls[kind] % PIECE_FROM : size;
}

/* The call of that name behind this one. ISO C does not cast an object pointer to a function pointer. */
static void find(const char *name, void *function)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(function, &found, sizeof(found));
}

#define BEHIND(type, name, ...) \
	type (*behind)(__VA_ARGS__); \
	find(name, &behind)

/* ---- memory: found without dlsym, which allocates ---- */

#pragma weak __interceptor_malloc
#pragma weak __interceptor_calloc
#pragma weak __interceptor_realloc
void *__interceptor_malloc(size_t size);
void *__interceptor_calloc(size_t count, size_t size);
void *__interceptor_realloc(void *old, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	if (refused(FAULT_ALLOC))
		return NULL;
	return __interceptor_malloc ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	if (refused(FAULT_ALLOC))
		return NULL;
	return __interceptor_calloc ? __interceptor_calloc(count, size) : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	if (refused(FAULT_ALLOC))
		return NULL;
	return __interceptor_realloc ? __interceptor_realloc(old, size) : __libc_realloc(old, size);
}

/* ---- transfers ---- */

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
	BEHIND(ssize_t, "pread", int, void *, size_t, off_t);
	return refused(FAULT_READ) || interrupted(FAULT_READ) ? -1 : behind(fd, bytes, piece(FAULT_READ, size), at);
}

ssize_t read(int fd, void *bytes, size_t size)
{
	BEHIND(ssize_t, "read", int, void *, size_t);
	if (refused(FAULT_READ))
		return -1;
	return interrupted(FAULT_READ) ? -1 : behind(fd, bytes, piece(FAULT_READ, size));
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	BEHIND(ssize_t, "write", int, const void *, size_t);
	return refused(FAULT_WRITE) || interrupted(FAULT_WRITE) ? -1 : behind(fd, bytes, piece(FAULT_WRITE, size));
}

ssize_t readlink(const char *path, char *text, size_t size)
{
	BEHIND(ssize_t, "readlink", const char *, char *, size_t);
	return refused(FAULT_READ) ? -1 : behind(path, text, size);
}

ssize_t readlinkat(int folder, const char *path, char *text, size_t size)
{
	BEHIND(ssize_t, "readlinkat", int, const char *, char *, size_t);
	return refused(FAULT_READ) ? -1 : behind(folder, path, text, size);
}

int poll(struct pollfd *wait, nfds_t count, int timeout)
{
	BEHIND(int, "poll", struct pollfd *, nfds_t, int);
	return refused(FAULT_POLL) || interrupted(FAULT_POLL) ? -1 : behind(wait, count, timeout);
}

int fsync(int fd)
{
	BEHIND(int, "fsync", int);
	return refused(FAULT_SYNC) ? -1 : behind(fd);
}

/* ---- processes ---- */

pid_t fork(void)
{
	BEHIND(pid_t, "fork", void);
	if (refused(FAULT_FORK))
		return -1;
	int number = faults->plan ? ++faults->plan->processes : 0;
	pid_t pid = behind();

	if (!pid)
		faults->process = number;
	return pid;
}

/* Only a call that waits can be interrupted. */
pid_t waitpid(pid_t pid, int *status, int flags)
{
	BEHIND(pid_t, "waitpid", pid_t, int *, int);
	return !(flags & WNOHANG) && interrupted(FAULT_FORK) ? -1 : behind(pid, status, flags);
}

/* ---- names ---- */

int rename(const char *from, const char *to)
{
	BEHIND(int, "rename", const char *, const char *);
	return refused(FAULT_RENAME) ? -1 : behind(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	BEHIND(int, "renameat", int, const char *, int, const char *);
	return refused(FAULT_RENAME) ? -1 : behind(from_folder, from, to_folder, to);
}

int unlink(const char *path)
{
	BEHIND(int, "unlink", const char *);
	return refused(FAULT_RENAME) ? -1 : behind(path);
}

int unlinkat(int folder, const char *path, int flags)
{
	BEHIND(int, "unlinkat", int, const char *, int);
	return refused(FAULT_RENAME) ? -1 : behind(folder, path, flags);
}

int stat(const char *path, struct stat *status)
{
	BEHIND(int, "stat", const char *, struct stat *);
	return refused(FAULT_STAT) ? -1 : behind(path, status);
}

int fstat(int fd, struct stat *status)
{
	BEHIND(int, "fstat", int, struct stat *);
	return refused(FAULT_STAT) ? -1 : behind(fd, status);
}

/* ---- opening ---- */

/* The permissions, where a call has them. */
static mode_t mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	BEHIND(int, "open", const char *, int, ...);
	va_list args;

	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return refused(FAULT_OPEN) ? -1 : behind(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	BEHIND(int, "openat", int, const char *, int, ...);
	va_list args;

	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return refused(FAULT_OPEN) ? -1 : behind(folder, path, flags, mode);
}

/* Calls that are made by number. */
long syscall(long number, ...)
{
	BEHIND(long, "syscall", long, ...);
	long a[6];
	va_list args;

	va_start(args, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if ((number == SYS_openat2 && refused(FAULT_OPEN)) || (number == SYS_memfd_create && refused(FAULT_MAKE)))
		return -1;
	return behind(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

DIR *opendir(const char *path)
{
	BEHIND(DIR *, "opendir", const char *);
	return refused(FAULT_OPEN) ? NULL : behind(path);
}

DIR *fdopendir(int fd)
{
	BEHIND(DIR *, "fdopendir", int);
	return refused(FAULT_OPEN) ? NULL : behind(fd);
}

int scandir(const char *path, struct dirent ***list, int (*wanted)(const struct dirent *),
            int (*order)(const struct dirent **, const struct dirent **))
{
	BEHIND(int, "scandir", const char *, struct dirent ***, int (*)(const struct dirent *),
	       int (*)(const struct dirent **, const struct dirent **));
	return refused(FAULT_OPEN) ? -1 : behind(path, list, wanted, order);
}

FILE *fopen(const char *path, const char *mode)
{
	BEHIND(FILE *, "fopen", const char *, const char *);
	return refused(FAULT_OPEN) ? NULL : behind(path, mode);
}

/* ---- making ---- */

int pipe2(int ends[2], int flags)
{
	BEHIND(int, "pipe2", int *, int);
	return refused(FAULT_MAKE) ? -1 : behind(ends, flags);
}

int socket(int domain, int type, int protocol)
{
	BEHIND(int, "socket", int, int, int);
	return refused(FAULT_MAKE) ? -1 : behind(domain, type, protocol);
}

int signalfd(int fd, const sigset_t *set, int flags)
{
	BEHIND(int, "signalfd", int, const sigset_t *, int);
	return refused(FAULT_MAKE) ? -1 : behind(fd, set, flags);
}

int timerfd_create(clockid_t clock, int flags)
{
	BEHIND(int, "timerfd_create", clockid_t, int);
	return refused(FAULT_MAKE) ? -1 : behind(clock, flags);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	BEHIND(void *, "mmap", void *, size_t, int, int, int, off_t);
	return refused(FAULT_MAKE) ? MAP_FAILED : behind(at, size, protection, flags, fd, offset);
}
