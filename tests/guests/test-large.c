/* SPDX-License-Identifier: MIT */
/* Manifests that are as large as they may be, and a little larger. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/guest.h"

#define HEAD "xenfacts guest 1\n"

/* A manifest that goes beyond a cap: `before` and `after` around one number after another. */
static void expect_cap(const char *first, const char *before, const char *after, unsigned times,
                       const char *expected)
{
	struct arena *arena = arena_new();
	struct guest_manifest manifest;
	const char *wrong;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	fputs(first, file);
	for (unsigned i = 0; i < times; i++)
		fprintf(file, "%s%07u%s", before, i, after);
	putc('\n', file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(machine_manifest_parse(arena, "g", text, size, &manifest, &wrong), -EINVAL);
	if (!strstr(wrong, expected))
		fail_msg("%s", wrong);
	free(text);
	arena_free(arena);
}

static void caps_hold(void **state)
{
	(void)state;
	expect_cap(HEAD "dir /a", " ", "", XF_LIST_CAP + 1, "g:2: expected at most 65536 names");
	expect_cap(HEAD "dir /a .", " ", "", XF_PATTERN_CAP + 1, "g:2: expected at most 64 names");
	expect_cap(HEAD, "absent /", "\n", 524289, "g:524290: expected at most 524288 entries");
	expect_cap(HEAD "file /proc/a\n", "|0123456789012345678901234567890123456789012345678901234", "\n", 1300000,
	           "expected at most 67108864 bytes of content");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caps_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
