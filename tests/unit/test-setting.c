/* SPDX-License-Identifier: MIT */
/* Settings: what a person may write, the sentence for anything else, and tables that cannot be configured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/util/setting.h"

static int setup(void **state)
{
	*state = arena_new();
	return *state == NULL;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* A setting named `x`. */
static struct xf_setting of(enum xf_setting_type type, const char *words)
{
	return (struct xf_setting){ "x", type, words, NULL, "A sentence." };
}

struct reading {
	enum xf_setting_type type;
	const char *words, *text;
	const char *value; /* NULL: refused */
	const char *wrong; /* part of the sentence */
};

#define RANGE "1s 1h"
#define ZERO "0 1m 1d"
#define COUNT "2 9"

static const struct reading readings[] = {
	{ XF_SETTING_TIME, NULL, "90m", "5400000", NULL },
	{ XF_SETTING_TIME, NULL, "500ms", "500", NULL },
	{ XF_SETTING_TIME, NULL, "366d", "31622400000", NULL },
	{ XF_SETTING_TIME, NULL, "0", "0", NULL },
	{ XF_SETTING_TIME, NULL, "60", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, NULL, "s", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, NULL, "3 s", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, NULL, "367d", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, NULL, "99999999999999999999s", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, NULL, "111111111111111111111111s", NULL, "a time with a unit" },
	{ XF_SETTING_TIME, RANGE, "1s", "1000", NULL },
	{ XF_SETTING_TIME, RANGE, "1h", "3600000", NULL },
	{ XF_SETTING_TIME, RANGE, "999ms", NULL, "x must be from 1s to 1h" },
	{ XF_SETTING_TIME, RANGE, "61m", NULL, "x must be from 1s to 1h" },
	{ XF_SETTING_TIME, RANGE, "0", NULL, "x must be from 1s to 1h" },
	{ XF_SETTING_TIME, ZERO, "0", "0", NULL },
	{ XF_SETTING_TIME, ZERO, "59s", NULL, "x must be 0, or from 1m to 1d" },
	{ XF_SETTING_COUNT, COUNT, "2", "2", NULL },
	{ XF_SETTING_COUNT, COUNT, "9", "9", NULL },
	{ XF_SETTING_COUNT, COUNT, "1", NULL, "x must be from 2 to 9" },
	{ XF_SETTING_COUNT, COUNT, "10", NULL, "x must be from 2 to 9" },
	{ XF_SETTING_COUNT, NULL, "18446744073709551615", "18446744073709551615", NULL },
	{ XF_SETTING_COUNT, NULL, "18446744073709551616", NULL, "x must be a number" },
	{ XF_SETTING_COUNT, NULL, "-1", NULL, "x must be a number" },
	{ XF_SETTING_MODE, NULL, "0644", "0644", NULL },
	{ XF_SETTING_MODE, NULL, "640", "640", NULL },
	{ XF_SETTING_MODE, NULL, "4755", NULL, "0644" }, /* set-user-ID */
	{ XF_SETTING_MODE, NULL, "64", NULL, "0644" },
	{ XF_SETTING_MODE, NULL, "00644", NULL, "0644" },
	{ XF_SETTING_MODE, NULL, "0648", NULL, "0644" },
	{ XF_SETTING_MODE, NULL, "rw-", NULL, "0644" },
	{ XF_SETTING_PATH, NULL, "/a/..b", "/a/..b", NULL },
	{ XF_SETTING_PATH, NULL, "a", NULL, "an absolute path" },
	{ XF_SETTING_PATH, NULL, "/a/../b", NULL, "an absolute path" },
	{ XF_SETTING_WORD, "red green", "red", "red", NULL },
	{ XF_SETTING_WORD, "red green", "gren", NULL, "did you mean green?" },
	{ XF_SETTING_WORD, "red green", "", NULL, "x must be one of: red green" },
	{ XF_SETTING_BOOL, NULL, "On", "true", NULL },
	{ XF_SETTING_BOOL, NULL, "no", "false", NULL },
	{ XF_SETTING_BOOL, NULL, "2", NULL, "x must be true or false" },
	{ XF_SETTING_SERVICE, NULL, "http://[fd00::1]:80", "http://[fd00::1]:80", NULL },
	{ XF_SETTING_SERVICE, NULL, "https://host", NULL, "http://HOST:PORT" },
	{ XF_SETTING_SERVICE, NULL, "http://", NULL, "http://HOST:PORT" },
	{ XF_SETTING_SERVICE, NULL, "http://me@host", NULL, "http://HOST:PORT" },
	{ XF_SETTING_SERVICE, NULL, "http://host/path", NULL, "http://HOST:PORT" },
	{ XF_SETTING_TEXT, NULL, "a b", "a b", NULL },
	{ XF_SETTING_TEXT, NULL, "", NULL, "x must not be empty" },
};

static void test_values(void **state)
{
	for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
		const struct reading *reading = &readings[i];
		struct xf_setting setting = of(reading->type, reading->words);
		const char *value, *wrong = setting_read(*state, &setting, reading->text, &value);

		if (reading->value ? wrong || strcmp(value, reading->value) : !wrong || !strstr(wrong, reading->wrong))
			fail_msg("\"%s\" is \"%s\": %s", reading->text, value ? value : "", wrong ? wrong : "fine");
	}
}

/* Is this value refused? */
static bool refuses(struct arena *arena, enum xf_setting_type type, const char *text)
{
	struct xf_setting setting = of(type, NULL);
	const char *value;

	return setting_read(arena, &setting, text, &value) != NULL;
}

/* What fits into a message, and into the buffer of its user. */
static void test_longest(void **state)
{
	char path[4001] = "/", url[300] = "http://";

	memset(path + 1, 'a', 3998);
	assert_false(refuses(*state, XF_SETTING_PATH, path));
	path[3999] = 'a';
	assert_true(refuses(*state, XF_SETTING_PATH, path));
	memset(url + strlen(url), 'a', 255);
	assert_false(refuses(*state, XF_SETTING_SERVICE, url));
	url[strlen(url)] = 'a';
	assert_true(refuses(*state, XF_SETTING_SERVICE, url));
}

static void test_tables(void **state)
{
	static const struct {
		struct xf_setting setting;
		const char *wrong;
	} tables[] = {
		{ { "x", XF_SETTING_TIME, "1s 1h", "1m", "A." }, NULL },
		{ { "X", XF_SETTING_TIME, NULL, NULL, "A." }, "setting \"X\" is not a name" },
		{ { "", XF_SETTING_TIME, NULL, NULL, "A." }, "setting \"\" is not a name" },
		{ { "x", XF_SETTING_SERVICE + 1, NULL, NULL, "A." }, "a type that is not in enum xf_setting_type" },
		{ { "x", 0, NULL, NULL, "A." }, "a type that is not in enum xf_setting_type" },
		{ { "x", XF_SETTING_WORD, NULL, NULL, "A." }, "must list its words" },
		{ { "x", XF_SETTING_TEXT, NULL, NULL, NULL }, "needs a sentence" },
		{ { "x", XF_SETTING_TEXT, NULL, NULL, "" }, "needs a sentence" },
		{ { "x", XF_SETTING_WORD, "a b", "c", "A." }, "a fallback that does not fit its type" },
		{ { "x", XF_SETTING_TIME, "1s 1h", "2h", "A." }, "a fallback that does not fit its type" },
	};

	assert_null(setting_check(*state, NULL));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct xf_setting table[] = { of(XF_SETTING_TEXT, NULL), tables[i].setting, { .key = NULL } };
		const char *wrong = setting_check(*state, table);

		if (tables[i].wrong ? !wrong || !strstr(wrong, tables[i].wrong) : wrong != NULL)
			fail_msg("table %zu: %s", i, wrong ? wrong : "fine");
	}
}

static void test_times_as_written(void **state)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} times[] = { { 0, "0" }, { 1, "1ms" }, { 1500, "1500ms" }, { 60000, "1m" }, { 5400000, "90m" },
		{ 172800000, "2d" } };

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		assert_string_equal(setting_time(*state, times[i].ms), times[i].text);
	assert_int_equal(setting_number("90"), 90);
	assert_int_equal(setting_number(NULL), 0);
	assert_int_equal(setting_number("x"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_longest), cmocka_unit_test(test_tables),
		cmocka_unit_test(test_times_as_written),
	};

	return cmocka_run_group_tests_name("setting", tests, setup, teardown);
}
