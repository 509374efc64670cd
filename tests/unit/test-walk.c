/* SPDX-License-Identifier: MIT */
/*
 * Path resolution by hand against the kernel's: for each path of a crooked tree both open the same file or
 * end with the same error.
 */
#include "tests/unit/scratch.h"
#include "tests/unit/syscalls.h"

#include <stdlib.h>

#include "core/util/walk.h"

static const char *const paths[] = {
	"/", "/a", "/a/b", "/a/b/file", "/none", "/a/none", "/a/b/file/x", "/fifo",
	"/relative", "/relative/file", "/absolute", "/absolute/file", "/up", "/up/a/b/file", "/chain",
	"/chain/file",
	"/loop", "/loop/x", "/self", "/dangling", "/dangling/x", "/a/dots", "/a/dots/file", "/through_file",
	"/a/inner/file",
	"/outside", "/outside_up", "/a/b/c/deep", "/a/b/c/deep/file", "/root", "/root/root/root/a/b/file",
	"/slashes", "/dot", "/dot/file", "/to_file", "/to_file/x", "/up_file",
};

static void make_tree(void)
{
	char here[300];

	assert_non_null(getcwd(here, sizeof(here)));
	scratch_file("secret", "outside");
	scratch_file("t/a/b/file", "x");
	scratch_dir("t/a/b/c");
	assert_int_equal(mkfifo("t/fifo", 0644), 0);
	scratch_link("t/relative", "a/b");
	scratch_link("t/absolute", "/a/b");
	scratch_link("t/a/inner", "/a/b");
	scratch_link("t/up", "../../..");
	scratch_link("t/up_file", "../a/../../a/b/./../b/file");
	scratch_link("t/chain", "relative");
	scratch_link("t/loop", "loop2");
	scratch_link("t/loop2", "loop");
	scratch_link("t/self", "self/x");
	scratch_link("t/dangling", "nowhere");
	scratch_link("t/a/dots", "../a/./b/../b");
	scratch_link("t/through_file", "a/b/file/../file");
	scratch_link("t/outside", strcat(here, "/secret"));
	scratch_link("t/outside_up", "../secret");
	scratch_link("t/a/b/c/deep", "../../../relative");
	scratch_link("t/root", "/");
	scratch_link("t/slashes", "//a///b//file");
	scratch_link("t/dot", "./a/././b");
	scratch_link("t/to_file", "a/b/file");
}

/* Closes what was opened and says what it was: an inode, or an error below 0. */
static long long identity(int fd)
{
	struct stat info;
	long long result = -errno;

	if (fd < 0)
		return result;
	result = fstat(fd, &info) ? -errno : (long long)info.st_ino;
	close(fd);
	return result;
}

static const int flags[] = { O_PATH, O_PATH | O_NOFOLLOW, O_RDONLY | O_NONBLOCK,
	O_RDONLY | O_NONBLOCK | O_DIRECTORY, O_PATH | O_DIRECTORY };

/* Whatever a walk opens lies within the tree; this needs no openat2 to compare with. */
static void no_walk_leaves_the_tree(void **state)
{
	char tree[4096], link[64], place[4096];
	int root = open("t", O_PATH | O_DIRECTORY);

	(void)state;
	assert_non_null(realpath("t", tree));
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (size_t j = 0; j < sizeof(flags) / sizeof(flags[0]); j++) {
			int fd = walk_open(root, paths[i], flags[j], NULL);

			if (fd < 0)
				continue;
			snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
			ssize_t length = readlink(link, place, sizeof(place) - 1);

			assert_true(length > 0);
			place[length] = '\0';
			if (strncmp(place, tree, strlen(tree)))
				fail_msg("%s, flags %#o: leads to %s", paths[i], flags[j], place);
			close(fd);
		}
	close(root);
}

/* The kernel's own walk is the measure. valgrind's kernel of system calls has none: there the test above is all. */
static void both_ways_agree(void **state)
{
	(void)state;
	make_tree();
	int root = open("t", O_PATH | O_DIRECTORY);

	for (size_t i = 0; has_openat2() && i < sizeof(paths) / sizeof(paths[0]); i++) {
		for (size_t j = 0; j < sizeof(flags) / sizeof(flags[0]); j++) {
			long long theirs = identity(openat2_in_root(root, paths[i], flags[j]));
			long long ours = identity(walk_open(root, paths[i], flags[j], NULL));

			if (ours != theirs)
				fail_msg("%s, flags %#o: %lld, not %lld", paths[i], flags[j], ours, theirs);
		}
	}
	close(root);
}

/* Text that grows with each link, and links that never end, end the walk. */
static void walks_are_bounded(void **state)
{
	char long_target[4000], longest[5000];
	int root = open("t", O_PATH | O_DIRECTORY);

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(long_target); i += 2)
		memcpy(long_target + i, "./", 3);
	memcpy(long_target + sizeof(long_target) - 6, "grow", 5);
	scratch_link("t/grow", long_target);
	assert_int_equal(walk_open(root, "/grow", O_PATH, NULL), -1);
	assert_int_equal(errno, ELOOP);
	/* Down 300 folders and up again begins 300 walks, of up to 300 steps. */
	strcpy(long_target, "/");
	for (int i = 0; i < 300; i++)
		strcat(long_target, "d/");
	snprintf(longest, sizeof(longest), "t%s", long_target);
	scratch_parents(longest);
	for (int i = 0; i < 300; i++)
		strcat(long_target, "../");
	scratch_link("t/deep", strcat(long_target, "a"));
	assert_int_equal(walk_open(root, "/deep", O_PATH, NULL), -1);
	assert_int_equal(errno, ELOOP);
	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(walk_open(root, longest, O_PATH, NULL), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	longest[300] = '\0';
	assert_int_equal(walk_open(root, longest, O_PATH, NULL), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	close(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_agree), cmocka_unit_test(no_walk_leaves_the_tree),
		cmocka_unit_test(walks_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
