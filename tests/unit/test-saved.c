/* SPDX-License-Identifier: MIT */
/* Saved reports: what is read of each form, that all forms agree, and what is refused, by its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>

#include "facts/formats/module.h"
#include "facts/saved/saved.h"

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

/* The module of the build that is tested: it is not beside this program, where saved_read would find it. */
static const struct saved_module *module(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/modules/saved.so", getenv("XF_BUILD_DIR"));
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	assert_non_null(handle);
	const struct saved_module *module = dlsym(handle, "xenfacts_saved");

	assert_non_null(module);
	assert_int_equal(module->version, XF_MODULE_VERSION);
	return module;
}

/* As flat lines, in an arena; or the error's sentence. */
static const char *read_json(struct arena *arena, const char *text)
{
	struct saved saved = { .count = 0 };
	const char *wrong = "", *lines = "";
	int error = module()->read(&saved, arena, "F", text, strlen(text), &wrong);

	if (error) {
		assert_int_equal(error, -EINVAL);
		return wrong;
	}
	saved_seal(&saved);
	for (size_t i = 0; i < saved.count; i++)
		lines = arena_fmt(arena, "%s%s=%s\n", lines, saved.list[i].key, saved.list[i].value);
	return lines;
}

static void test_a_report_becomes_its_flat_lines(void **state)
{
	assert_string_equal(read_json(*state, "{\"schema\": 1, \"present\": true, \"a\": {\"c\": [\"x\", "
	                                      "\"y\"], \"b\": 12}, \"a_b\": \"\\u00e9\"}"),
	                    "a.b=12\na.c=x\na.c=y\na_b=\xc3\xa9\npresent=true\nschema=1\n");
}

static void test_what_tools_put_around_it(void **state)
{
	static const char *const around[][2] = {
		{ "{\"xenfacts\": ", "}" },
		{ "{\"xenfacts\": ", ", \"other\": null}" },
		{ "{\"ansible_facts\": {\"ansible_xenfacts\": ", "}, \"changed\": false}" },
		{ "{\"ansible_facts\": {\"ansible_local\": {\"xenfacts\": ", "}}}" },
		{ "{\"local\": {\"xenfacts\": ", "}}" },
		{ "{\"name\": \"web\", \"values\": {\"xenfacts\": ", ", \"kernel\": 1.5}}" },
	};

	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		assert_string_equal(read_json(*state, arena_fmt(*state, "%s{\"schema\": 1, \"mode\": \"pv\"}%s",
		                                                around[i][0], around[i][1])),
		                    "mode=pv\nschema=1\n");
}

static void test_texts_are_cleaned(void **state)
{
	assert_string_equal(read_json(*state, "{\"schema\": 1, \"a\": \"\\u001b[31m\\n\\u202e\"}"),
	                    "a=\\x1b[31m\\x0a\\xe2\\x80\\xae\nschema=1\n");
}

static void test_what_is_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "{\n\n\"a\": }", "F:3: " },
		{ "{\"schema\": 1, \"schema\": 1}", "F:1: duplicate" },
		{ "{\"schema\": 1, \"a\": \"\xff\"}", "F:1: " },
		{ "{\"schema\": 1} x", "F:1: " },
		{ "{}", "F: no report in it; save one with `xenfacts facts`" },
		{ "{\"xenfacts\": {\"xenfacts\": {\"xenfacts\": {\"xenfacts\": {\"xenfacts\": {\"schema\": 1}}}}}}",
		  "F: no report in it" },
		{ "{\"schema\": 2}", "F: its schema is not 1; update" },
		{ "{\"schema\": 1, \"error\": \"no\\nroom\"}", "F: no report could be made there: no\\x0aroom" },
		{ "{\"schema\": 1, \"a\": {\"B\": 1}}", "F: a has a key that no report has" },
		{ "{\"schema\": 1, \"a.b\": 1}", "F: it has a key that no report has" },
		{ "{\"schema\": 1, \"a\": {\"b\": null}}", "F: a.b has a value that no fact has" },
		{ "{\"schema\": 1, \"a\": -1}", "F: a has a value that no fact has" },
		{ "{\"schema\": 1, \"a\": 1.5}", "F: a has a value that no fact has" },
		{ "{\"schema\": 1, \"a\": [[\"b\"]]}", "F: a has an item that is not a text" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *said = read_json(*state, bad[i][0]);

		if (strncmp(said, bad[i][1], strlen(bad[i][1])))
			assert_string_equal(said, bad[i][1]);
	}
}

static void test_a_key_of_too_many_parts(void **state)
{
	const char *text = "1";

	for (unsigned i = 0; i <= XF_SAVED_DEPTH; i++)
		text = arena_fmt(*state, "{\"a\": %s%s}", text, i == XF_SAVED_DEPTH ? ", \"schema\": 1" : "");
	assert_string_equal(read_json(*state, text), "F: a.a.a.a.a.a.a.a.a.a.a.a has a key that no report has");
}

static void test_depth_does_not_exhaust_the_stack(void **state)
{
	const size_t depth = 1u << 20;
	char *text = arena_alloc(*state, depth + 1);

	memset(text, '[', depth);
	memcpy(text, "{\"a\":", 5);
	assert_int_equal(strncmp(read_json(*state, text), "F:1: maximum parsing depth", 26), 0);
}

/* ---- flat text ---- */

static const char *read_flat(struct arena *arena, const char *text, struct saved *saved)
{
	const char *wrong;
	int error = saved_read(saved, arena, "F", text, strlen(text), &wrong);

	assert_int_equal(error, *wrong ? -EINVAL : 0);
	return wrong;
}

static void test_flat_text(void **state)
{
	struct saved saved;

	assert_string_equal(read_flat(*state, "schema=1\nb.c=x=y\na=\nb=1", &saved), "");
	assert_int_equal(saved.count, 4);
	assert_string_equal(saved.list[0].key, "a");
	assert_string_equal(saved_value(&saved, "b.c"), "x=y");
	assert_null(saved_value(&saved, "c"));
	assert_true(saved_has_below(&saved, "b."));
	assert_false(saved_has_below(&saved, "b.c."));
	assert_int_equal(saved_from(&saved, "b"), 1);
	assert_string_equal(read_flat(*state, "schema=1\na=\x1b", &saved), "");
	assert_string_equal(saved_value(&saved, "a"), "\\x1b");
}

static void test_what_is_not_flat_text(void **state)
{
	static const char *const bad[][2] = { { "", "F: expected" }, { "a=1\n", "F: expected" },
		{ "schema=1\n\n", "F:2: expected" }, { "schema=1\nA=1", "F:2: expected" },
		{ "schema=1\na.=1", "F:2: expected" },
		{ "\x7f" "ELF", "F:1: expected" }, { "a..b=1", "F:1: expected" }, { "=1", "F:1: expected" } };
	struct saved saved;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *said = read_flat(*state, bad[i][0], &saved);

		if (strncmp(said, bad[i][1], strlen(bad[i][1])))
			assert_string_equal(said, bad[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_report_becomes_its_flat_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_tools_put_around_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_texts_are_cleaned, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_key_of_too_many_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth_does_not_exhaust_the_stack, setup, teardown),
		cmocka_unit_test_setup_teardown(test_flat_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_not_flat_text, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
