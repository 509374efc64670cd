/* SPDX-License-Identifier: MIT */
/*
 * The encoders on texts that are hard to write: those that a YAML parser would take for something else,
 * quotes, backslashes, and characters beyond ASCII. What comes out is compared byte for byte, so that a
 * new version of a library that writes differently is seen here and not in somebody's fact cache.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/formats/encode.h"

/* The encoder of a module in the build that is tested; the handle stays open until the process ends. */
static const struct encoder *module(const char *name)
{
	char path[4096];
	const char *build = getenv("XF_BUILD_DIR");

	assert_non_null(build);
	snprintf(path, sizeof(path), "%s/modules/%s.so", build, name);
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	assert_non_null(handle);
	const struct encoder *encoder = dlsym(handle, "xenfacts_encoder");

	assert_non_null(encoder);
	assert_int_equal(encoder->version, XF_MODULE_VERSION);
	assert_string_equal(encoder->name, name);
	return encoder;
}

static void feed(const struct encoder *encoder, void *context, const struct tree_event *events)
{
	for (; events->kind; events++)
		assert_int_equal(encoder->receive(context, events), 0);
}

/* Encodes a whole document; the caller frees it. */
static char *encode(const struct encoder *encoder, const struct tree_event *events)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	void *context = encoder->open(file);

	assert_non_null(context);
	feed(encoder, context, events);
	assert_int_equal(encoder->close(context, 0), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void expect(const struct encoder *encoder, const struct tree_event *events, const char *wanted)
{
	char *text = encode(encoder, events);

	assert_string_equal(text, wanted);
	free(text);
}

/* One text under one key. */
static void expect_text(const struct encoder *encoder, const char *text, const char *wanted)
{
	const struct tree_event events[] = {
		{ .kind = XF_MAP_OPEN, .path = "" },
		{ .kind = XF_SCALAR_TEXT, .key = "k", .path = "k", .text = text },
		{ .kind = XF_MAP_CLOSE, .path = "" },
		{ 0 },
	};

	expect(encoder, events, wanted);
}

static const struct tree_event nested[] = {
	{ .kind = XF_MAP_OPEN, .path = "" },
	{ .kind = XF_MAP_OPEN, .key = "a", .path = "a" },
	{ .kind = XF_SCALAR_BOOL, .key = "b", .path = "a.b", .truth = true },
	{ .kind = XF_SEQ_OPEN, .key = "c", .path = "a.c" },
	{ .kind = XF_SCALAR_TEXT, .path = "a.c", .text = "x" },
	{ .kind = XF_SCALAR_TEXT, .path = "a.c", .text = "y, z" },
	{ .kind = XF_SEQ_CLOSE, .key = "c", .path = "a.c" },
	{ .kind = XF_SEQ_OPEN, .key = "d", .path = "a.d" },
	{ .kind = XF_SEQ_CLOSE, .key = "d", .path = "a.d" },
	{ .kind = XF_MAP_CLOSE, .key = "a", .path = "a" },
	{ .kind = XF_SCALAR_COUNT, .key = "e", .path = "e", .count = INT64_MAX },
	{ .kind = XF_MAP_CLOSE, .path = "" },
	{ 0 },
};

static void test_nested(void **state)
{
	(void)state;
	expect(&format_json, nested,
	       "{\n  \"a\": {\n    \"b\": true,\n    \"c\": [\n      \"x\",\n      \"y, z\"\n    ],\n"
	       "    \"d\": []\n  },\n  \"e\": 9223372036854775807\n}\n");
	expect(module("yaml"), nested,
	       "a:\n  b: true\n  c:\n  - x\n  - 'y, z'\n  d: []\ne: 9223372036854775807\n");
	expect(&format_text, nested, "a:\n  b: true\n  c: x, y, z\n  d:\ne: 9223372036854775807\n");
	expect(&format_flat, nested, "a.b=true\na.c=x\na.c=y, z\na.d=\ne=9223372036854775807\n");
}

static void test_yaml_quotes_what_is_no_text(void **state)
{
	static const char *const words[] = {
		"no", "Yes", "ON", "off", "true", "NULL", "y", "~", "", "0705", "1e3", "12:30",
		"-", "- a", "2014-05-09", "<<", "=", "a: b", "a #b", "*a", "&a", "!a", "%a", "@a", " a", "a ",
		"4.17", "0x10", ".inf", "1_000", "?", "|", "[a]", "{a}",
	};
	const struct encoder *yaml = module("yaml");
	char wanted[64];

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		snprintf(wanted, sizeof(wanted), "k: '%s'\n", words[i]);
		expect_text(yaml, words[i], wanted);
	}
	expect_text(yaml, "it's", "k: 'it''s'\n");
	expect_text(yaml, "xen-blkfront", "k: xen-blkfront\n");
	expect_text(yaml, "/sys/block", "k: '/sys/block'\n");
}

/* What JSON wants escaped: the letters that it has for some, the number of the others. */
static void test_json_escapes(void **state)
{
	(void)state;
	expect_text(&format_json, "\b\f\n\r\t\"\\", "{\n  \"k\": \"\\b\\f\\n\\r\\t\\\"\\\\\"\n}\n");
	expect_text(&format_json, "\x01z\x1f\x7f", "{\n  \"k\": \"\\u0001z\\u001F\x7f\"\n}\n");
	expect_text(&format_json, "", "{\n  \"k\": \"\"\n}\n");
}

/* Deeper than any key: refused, and nothing is written. */
static void test_json_depth(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	void *context = format_json.open(file);
	int error = 0, depth = 0;

	(void)state;
	for (; !error && depth < 100; depth++)
		error = format_json.receive(context, &(struct tree_event){ .kind = XF_SEQ_OPEN, .path = "" });
	assert_int_equal(error, -E2BIG);
	assert_int_equal(depth, 33);
	assert_int_equal(format_json.close(context, error), -E2BIG);
	fclose(file);
	assert_int_equal(size, 0);
	free(text);
}

static void test_characters(void **state)
{
	(void)state;
	expect_text(&format_json, "a\"b\\x07/é😀", "{\n  \"k\": \"a\\\"b\\\\x07/é😀\"\n}\n");
	expect_text(module("yaml"), "a\"b\\x07/é", "k: 'a\"b\\x07/é'\n");
	expect_text(&format_flat, "a=b é😀", "k=a=b é😀\n");
	expect_text(&format_text, "a: b é😀", "k: a: b é😀\n");
}

/* A walk that stops half way must not leave half a JSON document, and must not leak. */
static void test_stopped(void **state)
{
	const struct encoder *const encoders[] = { &format_json, module("yaml") };
	char *text = NULL;
	size_t size;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct encoder *encoder = encoders[i];
		FILE *file = open_memstream(&text, &size);
		void *context = encoder->open(file);

		assert_int_equal(encoder->receive(context, &nested[0]), 0);
		assert_int_equal(encoder->receive(context, &nested[1]), 0);
		assert_int_equal(encoder->close(context, -ENOMEM), -ENOMEM);
		fclose(file);
		assert_true(i || size == 0);
		free(text);
	}
}

/* Every encoder answers with the errno of the write that failed. */
static void test_full_disk(void **state)
{
	const struct encoder *const encoders[] = {
		&format_json, module("yaml"), &format_text, &format_flat,
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		FILE *file = fopen("/dev/full", "w");
		void *context = encoders[i]->open(file);

		feed(encoders[i], context, nested);
		assert_int_equal(encoders[i]->close(context, 0), -ENOSPC);
		fclose(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_yaml_quotes_what_is_no_text),
		cmocka_unit_test(test_json_escapes),
		cmocka_unit_test(test_json_depth),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
