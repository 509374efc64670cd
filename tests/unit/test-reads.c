/* SPDX-License-Identifier: MIT */
/* Elements of a plugin's `reads` that want some lines of a file only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/probe/reads.h"

static void a_path_ends_before_its_lines(void **state)
{
	char path[XF_READS_CAP], longest[XF_READS_CAP + 1];

	(void)state;
	assert_true(probe_reads_path("/boot/config-* lines:CONFIG_XEN*", path));
	assert_string_equal(path, "/boot/config-*");
	assert_string_equal(probe_reads_lines("/boot/config-* lines:CONFIG_XEN*"), "CONFIG_XEN*");
	assert_true(probe_reads_path("/proc/cmdline", path));
	assert_string_equal(path, "/proc/cmdline");
	assert_null(probe_reads_lines("/proc/cmdline"));
	assert_false(probe_reads_path("log:x lines:y", path));
	assert_null(probe_reads_lines("log:x lines:y"));
	memset(longest, '/', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_false(probe_reads_path(longest, path));
}

static void a_pattern_matches_as_fnmatch_does(void **state)
{
	(void)state;
	assert_true(probe_reads_like("CONFIG_XEN*", "CONFIG_XEN=y"));
	assert_true(probe_reads_like("CONFIG_XEN*", "CONFIG_XEN"));
	assert_false(probe_reads_like("CONFIG_XEN*", "# CONFIG_XEN is not set"));
	assert_true(probe_reads_like("*XEN*=[ym]", "CONFIG_XEN=y"));
	assert_false(probe_reads_like("*XEN*=[ym]", "CONFIG_XEN=n"));
	assert_true(probe_reads_like("exactly", "exactly"));
	assert_false(probe_reads_like("exactly", "exactly not"));
	assert_true(probe_reads_like("a\\*", "a*"));
	assert_false(probe_reads_like("a\\*", "ab"));
}

static void keeps(const char *text, const char *wanted)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	size_t size = probe_reads_keep(copy, strlen(copy), probe_reads_like, "a*");

	assert_int_equal(size, strlen(wanted));
	assert_memory_equal(copy, wanted, size);
	free(copy);
}

static void lines_are_kept_whole_and_in_order(void **state)
{
	(void)state;
	keeps("", "");
	keeps("b\nc\n", "");
	keeps("a1\nb\na2\n", "a1\na2\n");
	keeps("b\n\na1\n\na2", "a1\na2");
	keeps("a", "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_ends_before_its_lines),
		cmocka_unit_test(a_pattern_matches_as_fnmatch_does),
		cmocka_unit_test(lines_are_kept_whole_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
