/* SPDX-License-Identifier: MIT */
/*
 * What is read from a plugin's file, which is never opened: of our own plugins the same as an opened one shows; of
 * every truncation, and of thousands of spoilt copies, nothing beyond the file.
 */
#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/probe/adopt.h"
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

static void assert_same(const char *read, const char *opened)
{
	assert_int_equal(read == NULL, opened == NULL);
	if (read)
		assert_string_equal(read, opened);
}

static void assert_same_facts(const struct xf_fact_def *read, const struct xf_fact_def *opened)
{
	for (; read->key && opened->key; read++, opened++) {
		assert_string_equal(read->key, opened->key);
		assert_int_equal(read->type, opened->type);
		assert_int_equal(read->strength, opened->strength);
		assert_same(read->values, opened->values);
		assert_same(read->since, opened->since);
		assert_same(read->sentence, opened->sentence);
	}
	assert_true(!read->key && !opened->key);
}

static void assert_same_settings(const struct xf_setting *read, const struct xf_setting *opened)
{
	assert_int_equal(read == NULL, opened == NULL);
	for (; read && read->key && opened->key; read++, opened++) {
		assert_string_equal(read->key, opened->key);
		assert_int_equal(read->type, opened->type);
		assert_same(read->words, opened->words);
		assert_same(read->fallback, opened->fallback);
		assert_same(read->sentence, opened->sentence);
	}
	assert_true(!read || (!read->key && !opened->key));
}

static void assert_same_plugin(const struct loaded_plugin *loaded)
{
	const struct xf_plugin *read = loaded->plugin;
	void *handle = dlopen(loaded->file, RTLD_NOW | RTLD_LOCAL);
	const struct xf_plugin *opened = handle ? dlsym(handle, "xenfacts_plugin") : NULL;
	size_t i = 0;

	assert_non_null(opened);
	assert_string_equal(read->name, opened->name);
	assert_string_equal(read->purpose, opened->purpose);
	assert_same_facts(read->facts, opened->facts);
	for (; read->reads[i] && opened->reads[i]; i++)
		assert_string_equal(read->reads[i], opened->reads[i]);
	assert_true(!read->reads[i] && !opened->reads[i]);
	assert_int_equal(read->only_on_xen, opened->only_on_xen);
	assert_int_equal(read->without_xen != NULL, opened->without_xen != NULL);
	assert_same_settings(read->settings, opened->settings);
}

/* What is read from the files is what the opened objects hold. */
static void test_real_plugins(void **state)
{
	struct registry registry;
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/plugins", getenv("XF_BUILD_DIR"));
	assert_int_equal(probe_registry_load(&registry, path), 0);
	assert_true(registry.count >= 10);
	assert_int_equal(registry.refused_count, 0);
	for (size_t i = 0; i < registry.count; i++)
		assert_same_plugin(&registry.loaded[i]);
	probe_registry_close(&registry);
}

/* A copy on the heap of just that size, so that the sanitizers and valgrind see the first byte too far. */
static const char *peek_copy(const unsigned char *bytes, size_t size, char why[256])
{
	unsigned char *copy = malloc(size ? size : 1);
	struct arena *arena = arena_new();
	const char *wrong = NULL;

	assert_non_null(copy);
	assert_non_null(arena);
	memcpy(copy, bytes, size);
	const struct xf_plugin *plugin = probe_peek_bytes(arena, copy, size, &wrong);

	assert_true(!plugin == (wrong != NULL));
	snprintf(why, 256, "%s", wrong ? wrong : "");
	free(copy);
	arena_free(arena);
	return why;
}

static void test_every_truncation(void **state)
{
	const struct object *object = *state;
	char why[256];

	assert_string_equal(peek_copy(object->bytes, object->size, why), "");
	assert_string_not_equal(peek_copy(object->bytes, 0, why), "");
	for (size_t size = 1; size < object->size; size += size < 4096 ? 1 : 509)
		assert_string_not_equal(peek_copy(object->bytes, size, why), "");
	assert_string_not_equal(peek_copy(object->bytes, object->size - 1, why), "");
}

static void test_spoilt_copies(void **state)
{
	const struct object *object = *state;
	unsigned char *copy = malloc(object->size);
	uint32_t random = 1;
	char why[256];

	assert_non_null(copy);
	for (unsigned i = 0; i < 3000; i++) {
		memcpy(copy, object->bytes, object->size);
		for (unsigned j = 0; j < 1 + i % 8; j++) {
			random = random * 1664525u + 1013904223u;
			/* The headers at both ends decide most. */
			size_t at = i % 2 ? random % 64 : object->size - 1 - random % (object->size / 4);

			copy[at] = (unsigned char)(random >> 24);
		}
		peek_copy(copy, object->size, why);
	}
	free(copy);
}

/* A plugin that says that its struct is as small as the first: what stands behind that is not its own. */
static void test_first_release(void **state)
{
	const struct object *object = *state;
	const uint32_t head[2] = { XF_ABI, sizeof(struct xf_plugin) }, least = XF_PLUGIN_LEAST;
	struct arena *arena = arena_new();
	const char *wrong;

	for (int old = 0; old < 2; old++) {
		unsigned char *copy = malloc(object->size);

		memcpy(copy, object->bytes, object->size);
		unsigned char *size = memmem(copy, object->size, head, sizeof(head));

		assert_non_null(size);
		if (old)
			memcpy(size + sizeof(head[0]), &least, sizeof(least));
		const struct xf_plugin *plugin = probe_peek_bytes(arena, copy, object->size, &wrong);

		assert_non_null(plugin);
		assert_int_equal(plugin->only_on_xen, !old);
		free(copy);
	}
	arena_free(arena);
}

static void test_what_is_no_plugin(void **state)
{
	const struct object *object = *state;
	unsigned char *copy = malloc(object->size);
	char why[256];

	assert_non_null(copy);
	memcpy(copy, object->bytes, object->size);
	for (size_t i = 0; i + 15 < object->size; i++) /* its name, wherever it stands */
		if (!memcmp(copy + i, "xenfacts_plugin", 15))
			copy[i] = 'y';
	assert_non_null(strstr(peek_copy(copy, object->size, why), "does not export xenfacts_plugin"));
	assert_non_null(strstr(peek_copy((const unsigned char *)"#!/bin/sh\n", 10, why), "not a complete shared"));
	free(copy);
}

/* Points a relocation of the object elsewhere: the first one of the first table of relocations. */
static void move_relocation(unsigned char *bytes, uint64_t to)
{
	ElfW(Ehdr) head;
	ElfW(Shdr) section = { .sh_type = SHT_NULL };

	memcpy(&head, bytes, sizeof(head));
	for (unsigned i = 0; i < head.e_shnum && section.sh_type != SHT_RELA; i++)
		memcpy(&section, bytes + head.e_shoff + i * sizeof(section), sizeof(section));
	assert_int_equal(section.sh_type, SHT_RELA);
	memcpy(bytes + section.sh_offset + offsetof(ElfW(Rela), r_offset), &to, sizeof(to));
}

/* In the file it has our ABI; once it is loaded it would not. */
static void test_head_that_is_relocated(void **state)
{
	const struct object *object = *state;
	unsigned char *copy = malloc(object->size);
	struct elf elf;
	char why[256];

	assert_non_null(copy);
	memcpy(copy, object->bytes, object->size);
	assert_true(probe_elf_open(&elf, copy, object->size));
	move_relocation(copy, probe_elf_symbol(&elf, "xenfacts_plugin", sizeof(struct xf_plugin)));
	assert_non_null(strstr(peek_copy(copy, object->size, why), "it was built for ABI"));
	free(copy);
}

/* Both leave a file behind when their constructors run. */
static void test_nothing_of_a_plugin_runs(void **state)
{
	struct registry registry;
	char path[4096];

	(void)state;
	assert_int_equal(probe_registry_init(&registry), 0);
	snprintf(path, sizeof(path), "%s/tests/abi-plugins/bad_abi.so", getenv("XF_BUILD_DIR"));
	assert_non_null(strstr(probe_registry_add(&registry, path), "rebuild it"));
	snprintf(path, sizeof(path), "%s/tests/abi-plugins/run_constructor.so", getenv("XF_BUILD_DIR"));
	assert_null(probe_registry_add(&registry, path));
	assert_string_equal(registry.loaded[0].plugin->name, "run_constructor");
	assert_int_equal(access("bad_abi-ran", F_OK), -1);
	assert_int_equal(access("run_constructor-ran", F_OK), -1);
	probe_registry_close(&registry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_plugins), cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_spoilt_copies), cmocka_unit_test(test_first_release),
		cmocka_unit_test(test_what_is_no_plugin), cmocka_unit_test(test_head_that_is_relocated),
		cmocka_unit_test(test_nothing_of_a_plugin_runs),
	};

	return cmocka_run_group_tests_name("object", tests, load, unload);
}
