/* SPDX-License-Identifier: MIT */
/*
 * No memory: loading the plugins, reading a guest, running it and printing the report, once for each allocation
 * on the way, which fails. What comes out is either -ENOMEM or a report that says all, and nothing leaks (the
 * sanitizers and valgrind look). The linker sends all our allocations here, see CMakeLists.txt.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/probe/run.h"
#include "facts/formats/encode.h"

/*
 * What the allocator must remember between calls, which no argument can carry. The pointer is volatile, as clang 14
 * takes what a constant pointer at file scope points to for constant too.
 */
static struct tally {
	unsigned long asked; /* allocations so far */
	unsigned long fails; /* number of the one that fails; 0: none */
	bool all_behind;     /* those behind it fail too, as when memory is used up */
	bool pieces;         /* it is pieces of an arena that are counted, not the arena's blocks */
} *const volatile tally = &(struct tally){ 0 };

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__real_arena_alloc(struct arena *arena, size_t size);
char *__real_arena_dup(struct arena *arena, const char *bytes, size_t size);
void *__real_arena_grow(struct arena *arena, void *array, size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
char *__wrap_arena_dup(struct arena *arena, const char *bytes, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t count, size_t size);

static bool refused(bool piece)
{
	unsigned long number = piece == tally->pieces ? ++tally->asked : 0;

	if (!number)
		return false;
	if (!tally->fails || number < tally->fails || (number > tally->fails && !tally->all_behind))
		return false;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return refused(false) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refused(false) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return refused(false) ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return refused(false) ? NULL : __real_strdup(text);
}

/* A block holds hundreds of pieces, so of a block's failure only the first of them would feel. */
void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
	return __real_arena_alloc(arena, refused(true) ? SIZE_MAX : size);
}

char *__wrap_arena_dup(struct arena *arena, const char *bytes, size_t size)
{
	return refused(true) ? __real_arena_alloc(arena, SIZE_MAX) : __real_arena_dup(arena, bytes, size);
}

void *__wrap_arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	return refused(true) ? __real_arena_alloc(arena, SIZE_MAX) : __real_arena_grow(arena, array, count, size);
}

/* Prints a report; its text is the caller's. */
static int print(const struct report *report, char **text)
{
	size_t size = 0;
	FILE *file = open_memstream(text, &size);
	void *context = format_flat.open(file);
	const char *missing;
	int error = context ? format_tree_walk(report, NULL, format_flat.receive, context, &missing) : -ENOMEM;

	if (context)
		error = format_flat.close(context, error);
	fclose(file);
	return error;
}

/* The same report for Prometheus, which moves: only the error counts. 0 or -errno. */
static int encode_metrics(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	int error = format_prometheus(file, report);

	fclose(file);
	free(text);
	return error;
}

/* All of a run, as the command line makes it: 0 or -errno. */
static int run(const char *guest, char **text)
{
	struct registry registry = { 0 };
	struct run_options options = { .registry = &registry, .in_process = true };
	struct arena *arena = arena_new();
	struct report report;
	char path[4096], *wrong = NULL;

	snprintf(path, sizeof(path), "%s/plugins", getenv("XF_BUILD_DIR"));
	int error = arena ? probe_registry_load(&registry, path) : -ENOMEM;

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", getenv("XF_SOURCE_DIR"), guest);
	if (!error)
		error = machine_manifest(path, &options.machine, &wrong);
	if (!error)
		error = probe_run(arena, &options, &report);
	if (!error)
		error = print(&report, text);
	if (!error)
		error = encode_metrics(&report);
	free(wrong);
	machine_close(options.machine);
	probe_registry_close(&registry);
	arena_free(arena);
	return error;
}

/* Fails each allocation in turn, or as many as `steps`, with or without those behind it. */
static void starve(const char *guest, bool all_behind, bool pieces, unsigned long steps)
{
	char *whole = NULL;

	*tally = (struct tally){ .pieces = pieces };
	assert_int_equal(run(guest, &whole), 0);
	unsigned long total = tally->asked, short_of = 0, tried = 0;

	assert_true(total > 10);
	for (unsigned long n = 1; n <= total; n += 1 + total / steps, tried++) {
		char *text = NULL;

		*tally = (struct tally){ .fails = n, .all_behind = all_behind, .pieces = pieces };
		int error = run(guest, &text);

		tally->fails = 0;
		/* A plugin that could not be read or opened for lack of memory is refused by name: complete, too. */
		bool said = !error && (strstr(text, strerror(ENOMEM)) || strstr(text, "not enough memory"));

		if (error ? error != -ENOMEM : strcmp(text, whole) && !said)
			fail_msg("allocation %lu of %lu failed: %d", n, total, error);
		short_of += error == -ENOMEM;
		free(text);
	}
	assert_true(short_of > tried / 2);
	free(whole);
}

static void test_one_allocation_fails(void **state)
{
	(void)state;
	starve("xen4.17-pvhvm-linux6.1", false, false, 10000);
	starve("xen4.17-dom0-pv-linux6.1", false, false, 10000);
}

static void test_one_piece_fails(void **state)
{
	(void)state;
	starve("xen4.17-pvhvm-linux6.1", false, true, 1000 / XF_TEST_EVERY);
	starve("xen4.17-dom0-pv-linux6.1", true, true, 1000 / XF_TEST_EVERY);
}

static void test_memory_is_used_up(void **state)
{
	(void)state;
	starve("xen4.17-pvhvm-linux6.1", true, false, 10000);
	starve("xen4.17-dom0-pv-linux6.1", true, false, 10000);
}

/* Parsing a bad manifest needs memory for its sentence, too. */
static void test_bad_manifest(void **state)
{
	FILE *file = fopen("bad.guest", "w");

	(void)state;
	assert_non_null(file);
	fputs("xenfacts guest 1\nfile /a\n|x\nfile /a\n|y\n", file);
	assert_int_equal(fclose(file), 0);
	for (unsigned long n = 1; n < 30; n++) {
		struct machine *machine = NULL;
		char *wrong = NULL;

		*tally = (struct tally){ .fails = n };
		int error = machine_manifest("bad.guest", &machine, &wrong);

		tally->fails = 0;
		assert_true(error == -ENOMEM || (error == -EINVAL && wrong));
		assert_null(machine);
		free(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_allocation_fails), cmocka_unit_test(test_memory_is_used_up),
		cmocka_unit_test(test_one_piece_fails), cmocka_unit_test(test_bad_manifest),
	};

	return cmocka_run_group_tests_name("oom", tests, NULL, NULL);
}
