/* SPDX-License-Identifier: MIT */
/*
 * Memory and the strict reading of small values. Most of it is hostile bytes: what gets past parse_clean
 * ends up on terminals and in other people's parsers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/util/arena.h"
#include "core/util/buf.h"
#include "core/util/parse.h"

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

static void test_arena_gives_zeroed_aligned_bytes(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 17, 4000, 8191, 8192, 8193, 100000, 1, 1 << 20, 3 };

	for (size_t round = 0; round < 20; round++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			unsigned char *bytes = arena_alloc(*state, sizes[i]);

			assert_non_null(bytes);
			assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal(bytes[j], 0);
			memset(bytes, 0xaa, sizes[i]); /* an overlap would show in a later round */
		}
	assert_false(arena_failed(*state));
}

/* A large block must neither hide the room of the first one nor be written by those that come later. */
static void test_arena_keeps_large_blocks_apart(void **state)
{
	char *small = arena_alloc(*state, 16), *large = arena_alloc(*state, 50000), *next = arena_alloc(*state, 16);

	assert_int_equal(next - small, 16);
	memset(large, 'x', 50000);
	for (size_t i = 0; i < 3000; i++)
		memset(arena_alloc(*state, 64), 'y', 64);
	for (size_t i = 0; i < 50000; i++)
		assert_int_equal(large[i], 'x');
}

static void test_arena_starts_with_a_large_block(void **state)
{
	char *large = arena_alloc(*state, 40000), *small = arena_alloc(*state, 8);

	assert_non_null(large);
	assert_true(small + 8 <= large || small >= large + 40000);
}

static void test_arena_failure_is_sticky(void **state)
{
	assert_null(arena_alloc(*state, SIZE_MAX));
	assert_true(arena_failed(*state));
	assert_non_null(arena_alloc(*state, 8));
	assert_true(arena_failed(*state));
	assert_null(arena_dup(*state, "", SIZE_MAX));
	arena_free(NULL);
}

static void test_strings(void **state)
{
	char long_text[5000];

	memset(long_text, 'z', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_string_equal(arena_str(*state, "abc"), "abc");
	assert_memory_equal(arena_dup(*state, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_dup(*state, NULL, 0), "");
	assert_string_equal(arena_fmt(*state, "%s-%d", "a", 7), "a-7");
	assert_string_equal(arena_fmt(*state, "%.255s", long_text), long_text + sizeof(long_text) - 256);
	assert_string_equal(arena_fmt(*state, "%.256s", long_text), long_text + sizeof(long_text) - 257);
	assert_string_equal(arena_fmt(*state, "%s", long_text), long_text);
}

static int __attribute__((format(printf, 3, 4))) print(char *to, size_t room, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int length = arena_vprint(to, room, format, args);
	va_end(args);
	return length;
}

/* A format of nothing but %s is written by other means, to the same effect. */
static void test_print(void **state)
{
	char text[8];

	(void)state;
	for (size_t room = 0; room <= sizeof(text); room++) {
		memset(text, 'z', sizeof(text));
		assert_int_equal(print(text, room, "a%sc%s", "b", "de"), 5);
		assert_int_equal(text[room < 6 && room ? room - 1 : 5], room ? '\0' : 'z');
		assert_int_equal(strncmp(text, "abcde", room ? room - 1 : 0), 0);
	}
	assert_int_equal(print(text, sizeof(text), "%s", ""), 0);
	assert_string_equal(text, "");
	assert_int_equal(print(text, sizeof(text), "%d%%", 7), 2);
	assert_string_equal(text, "7%");
}

static void test_grow_keeps_what_was_there(void **state)
{
	size_t *array = NULL;

	for (size_t count = 0; count < 5000; count++) {
		array = arena_grow(*state, array, count, sizeof(*array));
		assert_non_null(array);
		array[count] = count * 3;
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(array[i], i * 3);
	assert_null(arena_grow(*state, array, (size_t)1 << 60, 1 << 10));
	assert_true(arena_failed(*state));
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		unsigned base;
		int error;
		uint64_t value;
	} cases[] = {
		{ "0", 10, 0, 0 }, { "007", 10, 0, 7 }, { "18446744073709551615", 10, 0, UINT64_MAX },
		{ "18446744073709551616", 10, -ERANGE, 0 }, { "99999999999999999999999", 10, -ERANGE, 0 },
		{ "", 10, -EINVAL, 0 }, { "-1", 10, -EINVAL, 0 }, { "+1", 10, -EINVAL, 0 }, { " 1", 10, -EINVAL, 0 },
		{ "1 ", 10, -EINVAL, 0 }, { "1\n", 10, -EINVAL, 0 }, { "0x1", 10, -EINVAL, 0 },
		{ "a", 10, -EINVAL, 0 }, { "1.0", 10, -EINVAL, 0 }, { "1e3", 10, -EINVAL, 0 },
		{ "1\xd9\xa1", 10, -EINVAL, 0 }, { "ff", 16, 0, 255 }, { "0xFf", 16, 0, 255 }, { "0X10", 16, 0, 16 },
		{ "0x", 16, -EINVAL, 0 }, { "0x0x1", 16, -EINVAL, 0 }, { "", 16, -EINVAL, 0 }, { "g", 16, -EINVAL, 0 },
		{ "ffffffffffffffff", 16, 0, UINT64_MAX }, { "10000000000000000", 16, -ERANGE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t value = 0;

		assert_int_equal(parse_u64(cases[i].text, cases[i].base, &value), cases[i].error);
		assert_int_equal(value, cases[i].value);
	}
}

static void test_names_and_words(void **state)
{
	char most[65];

	(void)state;
	memset(most, 'a', 64);
	most[64] = '\0';
	assert_false(parse_is_name(most));
	assert_true(parse_is_name(most + 1));
	assert_true(parse_is_name("a") && parse_is_name("a_0") && parse_is_name("z9"));
	assert_false(parse_is_name("") || parse_is_name("_a") || parse_is_name("0a"));
	assert_false(parse_is_name("A") || parse_is_name("a-b") || parse_is_name("a.b"));
	assert_false(parse_is_name("a ") || parse_is_name("a\n") || parse_is_name("\xc3\xa9"));
	assert_true(parse_is_word("A") && parse_is_word("0_z"));
	assert_false(parse_is_word("") || parse_is_word("a b") || parse_is_word("a-b"));
	assert_true(parse_in("pv", "pv") && parse_in("pv", "hvm pv") && parse_in("pv", "pv hvm"));
	assert_false(parse_in("pv", "pvh") || parse_in("pvh", "pv h") || parse_in("", "a b"));
	assert_false(parse_in("a b", "a b") || parse_in("a", ""));
}

#define CLEANS(bytes, expected)                                                                           \
	assert_string_equal(parse_clean(*state, (bytes), sizeof(bytes) - 1, 1000), (expected))

static void test_clean_keeps_good_text(void **state)
{
	CLEANS("", "");
	CLEANS("Xen 4.17", "Xen 4.17");
	CLEANS("a\\x0a", "a\\x0a");
	CLEANS("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xbc", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xbc");
	CLEANS("\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80"); /* around the surrogates */
}

static void test_clean_escapes_hostile_bytes(void **state)
{
	CLEANS("a\0b", "a\\x00b");
	CLEANS("a\n\t\r\x1b[31m\x7f", "a\\x0a\\x09\\x0d\\x1b[31m\\x7f");
	CLEANS("\x80", "\\x80");
	CLEANS("\xff\xfe", "\\xff\\xfe");
	CLEANS("\xc0\xaf", "\\xc0\\xaf"); /* overlong '/' */
	CLEANS("\xe0\x80\xaf", "\\xe0\\x80\\xaf");
	CLEANS("\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf");
	CLEANS("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
	CLEANS("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* beyond Unicode */
	CLEANS("\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80");
	CLEANS("\xe2\x82", "\\xe2\\x82"); /* truncated */
	CLEANS("\xe2\x82" "a", "\\xe2\\x82" "a");
	CLEANS("\xc2\x85\xc2\x9b", "\\xc2\\x85\\xc2\\x9b"); /* C1 controls, CSI among them */
	CLEANS("\xef\xbf\xbe", "\\xef\\xbf\\xbe");          /* no character */
}

static void test_clean_escapes_disguises(void **state)
{
	/* Right-to-left override. */
	CLEANS("\xe2\x80\xae" "evil", "\\xe2\\x80\\xae" "evil");
	CLEANS("\xe2\x81\xa6", "\\xe2\\x81\\xa6");                            /* isolate */
	CLEANS("\xd8\x9c", "\\xd8\\x9c");                                     /* Arabic letter mark */
	CLEANS("\xe2\x80\x8b\xe2\x81\xa0", "\\xe2\\x80\\x8b\\xe2\\x81\\xa0"); /* no width */
	CLEANS("\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9"); /* line ends of JavaScript */
	CLEANS("\xef\xbb\xbf", "\\xef\\xbb\\xbf");                            /* byte-order mark */
	CLEANS("p\xc2\xadv", "p\\xc2\\xadv");                                 /* soft hyphen */
	/* Tags. */
	CLEANS("\xf3\xa0\x80\x80\xf3\xa0\x81\xbf", "\\xf3\\xa0\\x80\\x80\\xf3\\xa0\\x81\\xbf");
	CLEANS("\xf3\xa0\x82\x80\xc2\xac", "\xf3\xa0\x82\x80\xc2\xac"); /* beside them */
}

static void test_clean_cuts_between_characters(void **state)
{
	assert_string_equal(parse_clean(*state, "ab\xc3\xa9", 4, 4), "ab\xc3\xa9");
	assert_string_equal(parse_clean(*state, "ab\xc3\xa9", 4, 3), "ab");
	assert_string_equal(parse_clean(*state, "ab\n", 3, 6), "ab\\x0a");
	assert_string_equal(parse_clean(*state, "ab\n", 3, 5), "ab");
	assert_string_equal(parse_clean(*state, "abc", 3, 0), "");
	assert_string_equal(parse_clean(*state, "abc\xe2\x82\xac", 5, 100), "abc\\xe2\\x82"); /* cut by size */
}

/* Whatever the bytes, what comes out is plain throughout, so cleaning it again changes nothing. */
static void test_clean_is_stable(void **state)
{
	unsigned seed = 1;

	for (size_t round = 0; round < 3000; round++) {
		char bytes[24];

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (char)((seed = seed * 1103515245 + 12345) >> 16);
		const char *once = parse_clean(*state, bytes, sizeof(bytes), 60);
		size_t length = strlen(once);

		assert_true(length <= 60);
		assert_string_equal(parse_clean(*state, once, length, 60), once);
		for (size_t i = 0, step; i < length; i += step)
			assert_true((step = parse_plain(once + i, length - i)) > 0);
	}
}

static void test_buffer_round_trip(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_u8(&buf, 200);
	buf_u32(&buf, 0xdeadbeef);
	buf_u64(&buf, UINT64_MAX);
	buf_str(&buf, "");
	for (int i = 0; i < 2000; i++)
		buf_str(&buf, "some text");
	assert_false(buf.failed);
	struct cursor cursor = { buf.bytes, buf.bytes + buf.size, false };

	assert_int_equal(buf_read_u8(&cursor), 200);
	assert_int_equal(buf_read_u32(&cursor), 0xdeadbeef);
	assert_true(buf_read_u64(&cursor) == UINT64_MAX);
	assert_string_equal(buf_read_str(&cursor), "");
	for (int i = 0; i < 2000; i++)
		assert_string_equal(buf_read_str(&cursor), "some text");
	assert_true(cursor.at == cursor.end && !cursor.bad);
	assert_int_equal(buf_read_u8(&cursor), 0);
	assert_true(cursor.bad);
	buf_free(&buf);
	assert_true(!buf.bytes && !buf.size);
}

/* The length of a string says one thing, its NUL must say the same. */
static void test_cursor_refuses_lying_strings(void **state)
{
	static const char inner[] = "\3\0\0\0a\0b", none[] = "\3\0\0\0abcd", endless[] = "\377\377\377\377ab";
	struct cursor cursors[] = {
		{ inner, inner + sizeof(inner), false }, { none, none + 8, false },
		{ endless, endless + sizeof(endless), false }, { none, none + 7, false }, { none, none + 2, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
		assert_string_equal(buf_read_str(&cursors[i]), "");
		assert_true(cursors[i].bad);
		assert_int_equal(buf_read_u8(&cursors[i]), 0); /* bad stays bad */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_arena_gives_zeroed_aligned_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arena_keeps_large_blocks_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arena_starts_with_a_large_block, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arena_failure_is_sticky, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
		cmocka_unit_test(test_print),
		cmocka_unit_test_setup_teardown(test_grow_keeps_what_was_there, setup, teardown),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_names_and_words),
		cmocka_unit_test_setup_teardown(test_clean_keeps_good_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clean_escapes_hostile_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clean_escapes_disguises, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clean_cuts_between_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clean_is_stable, setup, teardown),
		cmocka_unit_test(test_buffer_round_trip),
		cmocka_unit_test(test_cursor_refuses_lying_strings),
	};

	return cmocka_run_group_tests_name("util", tests, NULL, NULL);
}
