/* SPDX-License-Identifier: MIT */
/* The map: texts that begin alike, that are the beginning of another, and that nobody would choose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/util/map.h"

static int setup(void **state)
{
	*state = arena_new();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void test_texts_are_told_apart(void **state)
{
	static const char *const texts[] = { "b", "", "a", "aa", "ab", "a\x01", "\xff", "\x80", "B", "aaa", "a.b.c",
		"a.b" };
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	struct map map = { NULL };

	assert_null(map_find(&map, "a"));
	for (size_t i = 0; i < count; i++) {
		assert_null(map_find(&map, texts[i]));
		void **place = map_at(&map, *state, texts[i]);

		assert_non_null(place);
		assert_null(*place);
		*place = (void *)(uintptr_t)(i + 1);
		for (size_t j = 0; j <= i; j++)
			assert_int_equal((uintptr_t)*map_find(&map, texts[j]), j + 1);
	}
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(map_at(&map, *state, texts[i]), map_find(&map, texts[i]));
	assert_null(map_find(&map, "a.b.c.d"));
}

static void test_many(void **state)
{
	struct map map = { NULL };
	char text[32];

	for (unsigned i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "%x", i * 2654435761u);
		void **place = map_at(&map, *state, arena_str(*state, text));

		assert_null(*place);
		*place = (void *)(uintptr_t)(i + 1);
	}
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "%x", i * 2654435761u);
		assert_int_equal((uintptr_t)*map_find(&map, text), i + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_texts_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
