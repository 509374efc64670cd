/* SPDX-License-Identifier: MIT */
/*
 * What root may act on, and what anyone else may. Each refusal must name the component that is at fault, wherever in
 * the path it is. Run by a user, only the last test has something to say.
 */
#include "tests/unit/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "core/util/arena.h"
#include "core/util/trust.h"

#define STRANGER 65534

/* One path is opened: the sentence, or "" if it was opened. */
struct opened {
	struct arena *arena;
	int error;
	const char *wrong;
};

static struct opened open_flags(const char *path, int flags)
{
	struct opened opened = { .arena = arena_new(), .wrong = "" };
	int fd = trust_open(opened.arena, path, flags, &opened.wrong);

	opened.error = fd < 0 ? fd : 0;
	if (fd >= 0) {
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
		close(fd);
	}
	return opened;
}

static void assert_opens(const char *path)
{
	struct opened opened = open_flags(path, O_RDONLY);

	if (opened.error)
		fail_msg("%s: %s", path, opened.wrong);
	arena_free(opened.arena);
}

/* The sentence says to run `WHAT HERE/PART`. */
static void assert_refused(const char *path, const char *what, const char *part)
{
	char here[PATH_MAX], command[PATH_MAX + 64];
	struct opened opened = open_flags(path, O_RDONLY);

	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(command, sizeof(command), "run `%s %s/%s`", what, here, part);
	if (opened.error != -EPERM || !strstr(opened.wrong, command))
		fail_msg("%s: %d \"%s\", without %s", path, opened.error, opened.wrong, command);
	arena_free(opened.arena);
}

static int as_root(void **state)
{
	(void)state;
	if (geteuid())
		return -1;
	umask(022);
	scratch_file("a/b/file", "x");
	scratch_link("link", "a/b/file");
	scratch_link("folder", "a/b");
	return 0;
}

static void every_component_must_be_roots(void **state)
{
	static const char *const parts[] = { "a", "a/b", "a/b/file" };

	(void)state;
	assert_opens("a/b/file");
	assert_opens("a//./b/../b/file");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		assert_int_equal(chown(parts[i], STRANGER, 0), 0);
		assert_refused("a/b/file", "chown root", parts[i]);
		assert_int_equal(chown(parts[i], 0, 0), 0);
	}
	assert_opens("a/b/file");
}

static void nobody_else_may_write_one(void **state)
{
	static const char *const parts[] = { "a", "a/b", "a/b/file" };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct stat status;

		assert_int_equal(stat(parts[i], &status), 0);
		for (mode_t bit = 02; bit <= 020; bit *= 010) {
			assert_int_equal(chmod(parts[i], (status.st_mode & 07777) | bit), 0);
			assert_refused("a/b/file", "chmod go-w", parts[i]);
		}
		assert_int_equal(chmod(parts[i], status.st_mode & 07777), 0);
	}
}

/* Strangers cannot replace root's folder in /tmp; but they can add a file to a folder that is read as a whole. */
static void a_sticky_folder_may_only_lie_on_the_way(void **state)
{
	(void)state;
	assert_int_equal(chmod("a", 01777), 0);
	assert_opens("a/b/file");
	assert_opens("a/b");
	assert_refused("a", "chmod go-w", "a");
	assert_int_equal(chown("a", STRANGER, 0), 0); /* its owner could */
	assert_refused("a/b/file", "chown root", "a");
	assert_int_equal(chown("a", 0, 0), 0);
	assert_int_equal(chmod("a", 0755), 0);
	assert_int_equal(chmod("a/b/file", 01666), 0); /* of a file, the bit says nothing */
	assert_refused("a/b/file", "chmod go-w", "a/b/file");
	assert_int_equal(chmod("a/b/file", 0644), 0);
}

static void a_link_is_followed_if_it_is_roots(void **state)
{
	(void)state;
	assert_opens("link");
	assert_opens("folder/file");
	assert_int_equal(lchown("link", STRANGER, 0), 0);
	assert_refused("link", "chown root", "link");
	assert_int_equal(lchown("folder", STRANGER, 0), 0);
	assert_refused("folder/file", "chown root", "folder");
	assert_int_equal(lchown("folder", 0, 0), 0);
	assert_int_equal(chmod("a/b", 0777), 0); /* its target is judged as well, and named */
	assert_refused("folder/file", "chmod go-w", "a/b");
	assert_int_equal(chmod("a/b", 0755), 0);
}

static void what_is_not_there_says_so(void **state)
{
	struct opened missing = open_flags("a/none", O_RDONLY), loop, empty = open_flags("", O_RDONLY);

	(void)state;
	scratch_link("loop", "loop");
	loop = open_flags("loop", O_RDONLY);
	assert_int_equal(missing.error, -ENOENT);
	assert_string_equal(missing.wrong, "cannot open it: No such file or directory");
	assert_int_equal(loop.error, -ELOOP);
	assert_int_equal(empty.error, -ENOENT);
	arena_free(missing.arena);
	arena_free(loop.arena);
	arena_free(empty.arena);
}

/* `chmod go-w /dev/null` would break the machine: what is no file is for the caller to refuse. */
static void a_device_is_not_to_be_changed(void **state)
{
	struct opened zero = open_flags("/dev/zero", O_PATH);

	(void)state;
	assert_int_equal(zero.error, 0);
	arena_free(zero.arena);
}

/* sudo build/release/xenfacts: whoever owns the program is as good as root. */
static void the_programs_owner_is_trusted(void **state)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	struct stat status, running;

	(void)state;
	assert_true(length > 0);
	program[length] = '\0';
	assert_int_equal(stat(program, &status), 0);
	assert_int_equal(stat("/proc/self/exe", &running), 0);
	bool ours = running.st_dev == status.st_dev && running.st_ino == status.st_ino; /* else valgrind runs it */

	assert_int_equal(chown("a/b", STRANGER, 0), 0);
	assert_int_equal(chown(program, STRANGER, status.st_gid), 0);
	struct opened theirs = open_flags("a/b/file", O_RDONLY);

	assert_int_equal(chown(program, status.st_uid, status.st_gid), 0);
	if (theirs.error ? ours : !ours)
		fail_msg("%s", theirs.error ? theirs.wrong : "valgrind's owner is nobody's");
	arena_free(theirs.arena);
	assert_refused("a/b/file", "chown root", "a/b");
	assert_int_equal(chown("a/b", 0, 0), 0);
}

/* Who is not root opens what they like: here, what anyone may write. */
static void a_user_opens_anything(void **state)
{
	char here[PATH_MAX];
	int status;

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	scratch_file("/tmp/test-trust/anyone", "x");
	assert_int_equal(chmod("/tmp/test-trust/anyone", 0666), 0);
	pid_t child = fork();

	if (!child) {
		if (!geteuid() && setuid(STRANGER))
			_exit(1);
		struct opened opened = open_flags("/tmp/test-trust/anyone", O_RDONLY);

		_exit(opened.error ? 2 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	unlink("/tmp/test-trust/anyone");
	rmdir("/tmp/test-trust");
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest roots[] = {
		cmocka_unit_test(every_component_must_be_roots), cmocka_unit_test(nobody_else_may_write_one),
		cmocka_unit_test(a_sticky_folder_may_only_lie_on_the_way),
		cmocka_unit_test(a_link_is_followed_if_it_is_roots), cmocka_unit_test(what_is_not_there_says_so),
		cmocka_unit_test(a_device_is_not_to_be_changed), cmocka_unit_test(the_programs_owner_is_trusted),
	};
	const struct CMUnitTest anyones[] = { cmocka_unit_test(a_user_opens_anything) };
	int failed = geteuid() ? 0 : cmocka_run_group_tests(roots, as_root, NULL);

	return failed + cmocka_run_group_tests(anyones, NULL, NULL);
}
