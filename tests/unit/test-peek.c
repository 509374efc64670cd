/* SPDX-License-Identifier: MIT */
/*
 * The look into a plugin's file before the loader runs its code: on a real plugin, on every truncation of it, and on
 * thousands of spoilt copies, none of which may make it read beyond the file.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/probe/peek.h"
#include "core/probe/registry.h"
#include <xenfacts/plugin.h>

/* A plugin's file, whole. */
struct object {
	unsigned char *bytes;
	size_t size;
};

static int load(void **state)
{
	struct object *object = calloc(1, sizeof(*object));
	char path[4096];

	snprintf(path, sizeof(path), "%s/plugins/dmi.so", getenv("XF_BUILD_DIR"));
	FILE *file = fopen(path, "rb");

	assert_non_null(object);
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	object->size = (size_t)ftell(file);
	rewind(file);
	object->bytes = malloc(object->size);
	assert_int_equal(fread(object->bytes, 1, object->size, file), object->size);
	fclose(file);
	*state = object;
	return 0;
}

static int unload(void **state)
{
	struct object *object = *state;

	free(object->bytes);
	free(object);
	return 0;
}

static void test_real_plugin(void **state)
{
	const struct object *object = *state;
	struct peek peek = { 0, 0 };

	assert_int_equal(probe_peek(object->bytes, object->size, &peek), 0);
	assert_int_equal(peek.abi, XF_ABI);
	assert_int_equal(peek.size, sizeof(struct xf_plugin));
}

/* A copy on the heap of just that size, so that the sanitizers and valgrind see the first byte too far. */
static int peek_copy(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct peek peek;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	int error = probe_peek(copy, size, &peek);

	free(copy);
	return error;
}

static void test_every_truncation(void **state)
{
	const struct object *object = *state;

	assert_int_not_equal(peek_copy(object->bytes, 0), 0);
	for (size_t size = 1; size < object->size; size += size < 4096 ? 1 : 509)
		assert_int_not_equal(peek_copy(object->bytes, size), 0);
	assert_int_not_equal(peek_copy(object->bytes, object->size - 1), 0);
}

static void test_spoilt_copies(void **state)
{
	const struct object *object = *state;
	unsigned char *copy = malloc(object->size);
	uint32_t random = 1;

	assert_non_null(copy);
	for (unsigned i = 0; i < 3000; i++) {
		memcpy(copy, object->bytes, object->size);
		for (unsigned j = 0; j < 1 + i % 8; j++) {
			random = random * 1664525u + 1013904223u;
			/* The headers at both ends decide most. */
			size_t at = i % 2 ? random % 64 : object->size - 1 - random % (object->size / 4);

			copy[at] = (unsigned char)(random >> 24);
		}
		peek_copy(copy, object->size);
	}
	free(copy);
}

static void test_what_is_no_plugin(void **state)
{
	const struct object *object = *state;
	unsigned char *copy = malloc(object->size);

	assert_non_null(copy);
	memcpy(copy, object->bytes, object->size);
	for (size_t i = 0; i + 15 < object->size; i++) /* its name, wherever it stands */
		if (!memcmp(copy + i, "xenfacts_plugin", 15))
			copy[i] = 'y';
	assert_int_equal(peek_copy(copy, object->size), -ENOENT);
	assert_int_equal(peek_copy((const unsigned char *)"#!/bin/sh\n", 10), -ENOEXEC);
	free(copy);
}

/* bad_abi.so leaves a file behind when its constructor runs. */
static void test_nothing_of_another_abi_runs(void **state)
{
	struct registry registry;
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/abi-plugins/bad_abi.so", getenv("XF_BUILD_DIR"));
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(probe_registry_init(&registry), 0);
	assert_non_null(strstr(probe_registry_add(&registry, path), "rebuild it"));
	assert_int_equal(access("bad_abi-ran", F_OK), -1);
	probe_registry_close(&registry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_plugin), cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_spoilt_copies), cmocka_unit_test(test_what_is_no_plugin),
		cmocka_unit_test(test_nothing_of_another_abi_runs),
	};

	return cmocka_run_group_tests_name("object", tests, load, unload);
}
