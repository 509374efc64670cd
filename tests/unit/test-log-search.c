/* SPDX-License-Identifier: MIT */
/* Searching the kernel log in one pass finds what fnmatch(3) finds on each line, and leaves the log as it was. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/log-search.h"
#include "core/machine/log.h"

static const char *const patterns[] = {
	"*Linux version [0-9]*", "*[Xx]en:*PV spinlocks *abled*", "*xen: --> pirq=*", "Xen", "*", "?", "",
	"x*[]x]*y", "*[!a]*", "*[[:digit:]]*", "*\\*literal\\**", "*[unclosed*", "*a*a*a*", "*pci *?5853:000[12]?*",
	"*en*", "ab", "a",
};

#define COUNT (sizeof(patterns) / sizeof(patterns[0]))

/* The same, line by line. */
static void search_plainly(const char *text, const char *pattern, uint64_t *count, char first[512])
{
	char line[512];

	*count = 0;
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		const char *shown = machine_log_text(line);

		line[(size_t)(shown - line) + machine_log_evidence(shown, strlen(shown))] = '\0';
		if (!fnmatch(pattern, shown, 0) && !(*count)++)
			strcpy(first, shown);
	}
}

static void compare(const char *text)
{
	struct arena *arena = arena_new();
	struct log_pattern searched[COUNT] = { { .pattern = NULL } };
	char *copy = strdup(text), first[512];
	uint64_t count;

	for (size_t i = 0; i < COUNT; i++)
		searched[i] = (struct log_pattern){ .pattern = patterns[i], .also = i ? &searched[i - 1] : NULL };
	machine_log_search(arena, copy, strlen(copy), &searched[COUNT - 1]);
	assert_string_equal(copy, text);
	for (size_t i = 0; i < COUNT; i++) {
		search_plainly(text, patterns[i], &count, first);
		if (searched[i].count != count)
			fail_msg("%s: %d lines, not %d, of:\n%s", patterns[i], (int)searched[i].count, (int)count,
			         text);
		assert_int_equal(searched[i].line != NULL, count != 0);
		if (count)
			assert_string_equal(searched[i].line, first);
	}
	free(copy);
	arena_free(arena);
}

static void test_lines(void **state)
{
	(void)state;
	compare("");
	compare("\n");
	compare("Linux version 6.1");
	compare("[    0.000000] Linux version 6.1\n[    0.1] Linux version x\n[    0.2][    T1] xen: --> pirq=4\n");
	compare("xen:PV spinlocks enabled\nPV spinlocks disabled\nXen: PV spinlocks disabled\n\n"
	        "xen: --> pirq=1 xen: --> pirq=2");
	compare("*literal*\n[unclosed\n]\nx]y\nab\na\nb\n");
}

/* Logs made of what the patterns consist of. */
static void test_any_log(void **state)
{
	static const char *const parts[] = {
		"\n", "[    0.000000] ", "Linux version ", "6", "xen:", "Xen: ", "PV spinlocks ", "enabled",
		" --> pirq=", "a", "x", "]", "[", "y", "*", "literal", "\\", "pci 0000:00:02.0: [", "5853:0001", "en",
		"ab", "[unclosed", "\xff",
	};
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char text[400] = "";

		for (int i = rand_r(&seed) % 20; i; i--)
			strcat(text, parts[(size_t)rand_r(&seed) % (sizeof(parts) / sizeof(parts[0]))]);
		compare(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_any_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
