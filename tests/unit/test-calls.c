/* SPDX-License-Identifier: MIT */
/* Calls that an old kernel lacks, here by a filter that answers as it would: what stands in for each does the same. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/util/calls.h"
#include "core/util/linux.h"
#include "tests/unit/syscalls.h"

/* Runs a check in processes of its own, with the call and without; it returns what was wrong, or NULL. */
static void with_and_without(int call, const char *(*check)(bool lacks))
{
	for (int lacks = 0; lacks < 2; lacks++) {
		int status;

		fflush(NULL);
		pid_t pid = fork();

		if (!pid) {
			if (lacks && filter_call((unsigned)call, SECCOMP_RET_ERRNO | ENOSYS))
				_exit(2);
			const char *wrong = check(lacks);

			if (wrong)
				fprintf(stderr, "%s: %s\n", lacks ? "without" : "with", wrong);
			_exit(wrong != NULL);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static const char *check_close_range(bool lacks)
{
	(void)lacks;
	for (int fd = 100; fd < 110; fd++)
		if (dup2(STDERR_FILENO, fd) != fd)
			return "cannot make descriptors";
	calls_close_range(101, 104);
	if (!is_open(100) || is_open(101) || is_open(104) || !is_open(105))
		return "not just those from 101 to 104 are closed";
	calls_close_range(106, ~0u);
	if (!is_open(105) || is_open(106) || is_open(109))
		return "not just those from 106 on are closed";
	return NULL;
}

static const char *check_memory_file(bool lacks)
{
	int fd = calls_memory_file("test");
	struct stat status;
	char byte;

	if (fd < 0 || fstat(fd, &status))
		return "there is none";
	if (!S_ISREG(status.st_mode) || status.st_nlink || (lacks && status.st_mode & 077))
		return "it has a name, or others may open it";
	if (!(fcntl(fd, F_GETFD) & FD_CLOEXEC))
		return "a program that is started would have it";
	if (pwrite(fd, "x", 1, 5) != 1 || pread(fd, &byte, 1, 5) != 1 || byte != 'x' || ftruncate(fd, 0))
		return "it is no file";
	return NULL;
}

static const char *check_random(bool lacks)
{
	unsigned char first[16] = { 0 }, second[16] = { 0 };

	if (calls_random(first, sizeof(first), lacks) || calls_random(second, sizeof(second), !lacks))
		return "there is no randomness";
	return memcmp(first, second, sizeof(first)) ? NULL : "it is the same twice";
}

static const char *check_rename(bool lacks)
{
	int from = creat("from", 0600), to = creat("to", 0600);

	if (from < 0 || to < 0)
		return "cannot make files";
	if (calls_rename_beside(AT_FDCWD, "from", "to") != -1 || errno != (lacks ? ENOSYS : EEXIST))
		return "another file was replaced";
	unlink("to");
	return calls_rename_beside(AT_FDCWD, "from", "to") == (lacks ? -1 : 0) ? NULL : "it was not renamed";
}

static void test_close_range(void **state)
{
	(void)state;
	with_and_without(SYS_close_range, check_close_range);
}

static void test_memory_file(void **state)
{
	(void)state;
	with_and_without(SYS_memfd_create, check_memory_file);
}

static void test_random(void **state)
{
	(void)state;
	with_and_without(SYS_getrandom, check_random);
}

static void test_rename(void **state)
{
	(void)state;
	with_and_without(SYS_renameat2, check_rename);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_close_range), cmocka_unit_test(test_memory_file), cmocka_unit_test(test_random),
		cmocka_unit_test(test_rename),
	};

	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
