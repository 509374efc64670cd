/* SPDX-License-Identifier: MIT */
/* Elements of a plugin's `reads` that want some lines of a file only. */
#include <fnmatch.h>
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
	assert_string_equal(probe_reads_part("/boot/config-* lines:CONFIG_XEN*"), "lines:CONFIG_XEN*");
	assert_true(probe_reads_path("/proc/cmdline", path));
	assert_string_equal(path, "/proc/cmdline");
	assert_null(probe_reads_part("/proc/cmdline"));
	assert_true(probe_reads_path("/proc/cmdline words:nopv x=", path));
	assert_string_equal(path, "/proc/cmdline");
	assert_string_equal(probe_reads_part("/proc/cmdline words:nopv x="), "words:nopv x=");
	assert_string_equal(probe_reads_part("/x lines:a words:b"), "lines:a words:b");
	assert_string_equal(probe_reads_part("/x words:a lines:b"), "words:a lines:b");
	assert_false(probe_reads_path("log:x lines:y", path));
	assert_null(probe_reads_part("log:x lines:y"));
	memset(longest, '/', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_false(probe_reads_path(longest, path));
}

static void keeps(const char *part, const char *text, const char *wanted)
{
	char *copy = malloc(strlen(text) + 1); /* no room for a byte more */

	assert_non_null(copy);
	memcpy(copy, text, strlen(text) + 1);
	size_t size = probe_reads_cut(part, copy, strlen(text));

	copy[size] = '\0';
	assert_string_equal(copy, wanted);
	free(copy);
}

static void a_pattern_matches_as_fnmatch_does(void **state)
{
	(void)state;
	keeps("lines:CONFIG_XEN*", "CONFIG_XEN=y\nCONFIG_XEN\n# CONFIG_XEN is not set\n", "CONFIG_XEN=y\nCONFIG_XEN\n");
	keeps("lines:*XEN*=[ym]", "CONFIG_XEN=y\nCONFIG_XEN=n\n", "CONFIG_XEN=y\n");
	keeps("lines:exactly", "exactly\nexactly not", "exactly\n");
	keeps("lines:a\\*", "a*\nab\n", "a*\n");
	keeps("lines:", "anything\n\n", "\n");
}

static void lines_are_kept_whole_and_in_order(void **state)
{
	(void)state;
	keeps("lines:a*", "", "");
	keeps("lines:a*", "b\nc\n", "");
	keeps("lines:a*", "a1\nb\na2\n", "a1\na2\n");
	keeps("lines:a*", "b\n\na1\n\na2", "a1\na2");
	keeps("lines:a*", "a", "a");
}

/* The kernel's command line, split as the kernel splits it. */
static void parameters_are_kept_by_name(void **state)
{
	static const char part[] = "words:nopv xen_* clocksource=";

	(void)state;
	keeps(part, "", "");
	keeps(part, "\n", "\n");
	keeps(part, "rd.iscsi.password=hunter2 quiet\n", "\n");
	keeps(part, "quiet nopv ro\tclocksource=tsc  \n", "nopv clocksource=tsc\n");
	keeps(part, "nopv=hunter2 nopvspin clocksource clocksource=", "nopv clocksource clocksource=");
	keeps(part, "xen-nopv=1 xen_emul-unplug=never clock-source=tsc", "xen-nopv xen_emul-unplug");
	keeps(part, "ro -- nopv clocksource=tsc\n", "\n");
	keeps(part, "a=\"b nopv c\" clocksource=\"x y\" nopv", "clocksource=\"x y\" nopv");
	keeps(part, "nopv \"clocksource=tsc\n", "nopv\n");
	keeps(part, "nopv clocksource=\"tsc nopv\n", "nopv clocksource=\"tsc nopv\n");
	keeps(part, "anopv nopv_ xclocksource=tsc", "");
	keeps("words:xen_*= xen_*", "xen_a=1 xen_b", "xen_a=1 xen_b");
	keeps("words:", "nopv", "");
	keeps("words:*=", "a b=c", "a b=c");
}

static void several_plugins_keep_what_any_reads(void **state)
{
	static const char *const lines[] = { "lines:a*", "lines:b*" }, *const words[] = { "words:a", "words:a= b" };
	static const char *const mixed[] = { "lines:a*", "words:a" }, *const whole[] = { "words:a", NULL };
	char text[] = "a1\nc1\nb1\n", line[] = "a=1 b=2 c=3";

	(void)state;
	assert_int_equal(probe_reads_cut_any(lines, 2, text, strlen(text)), 6);
	assert_memory_equal(text, "a1\nb1\n", 6);
	assert_int_equal(probe_reads_cut_any(mixed, 2, line, strlen(line)), strlen(line));
	assert_int_equal(probe_reads_cut_any(whole, 2, line, strlen(line)), strlen(line));
	assert_int_equal(probe_reads_cut_any(words, 2, line, strlen(line)), 5);
	assert_memory_equal(line, "a=1 b", 5);
}

/* Patterns and places made of the same few parts, most of which nearly match. */
static void a_place_is_allowed_as_fnmatch_says(void **state)
{
	static const char *const parts[] = { "/", "/sys", "/a", "a", "ab", "b", "*", "*/", ".", "-", "?", "[ab]",
		" lines:a*" };
	unsigned seed = 1, matched = 0;
	char path[XF_READS_CAP];

	(void)state;
	for (int round = 0; round < 200000; round++) {
		char element[128] = "/", place[128] = "/";

		for (int i = rand_r(&seed) % 8; i; i--)
			strcat(element, parts[(size_t)rand_r(&seed) % (sizeof(parts) / sizeof(parts[0]))]);
		for (int i = rand_r(&seed) % 8; i; i--)
			strcat(place, parts[(size_t)rand_r(&seed) % 6]);
		assert_true(probe_reads_path(element, path));
		bool wanted = !fnmatch(path, place, FNM_PATHNAME);

		matched += wanted;
		if (probe_reads_allows(element, place) != wanted)
			fail_msg("%s %s", element, place);
	}
	assert_true(matched > 1000);
	assert_true(probe_reads_allows("/sys/block/*/device", "/sys/block/xvda/device"));
	assert_false(probe_reads_allows("/sys/block/*/device", "/sys/block/a/b/device"));
	assert_false(probe_reads_allows("log:*", "/proc/cmdline"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_ends_before_its_lines),
		cmocka_unit_test(a_pattern_matches_as_fnmatch_does),
		cmocka_unit_test(lines_are_kept_whole_and_in_order),
		cmocka_unit_test(parameters_are_kept_by_name),
		cmocka_unit_test(a_place_is_allowed_as_fnmatch_says),
		cmocka_unit_test(several_plugins_keep_what_any_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
