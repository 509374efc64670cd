/* SPDX-License-Identifier: MIT */
/*
 * No memory: loading the plugins, reading a guest, running it and printing the report, once for each allocation
 * on the way, which fails. What comes out is either -ENOMEM or a report that says all. A plugin that could not be
 * read or opened for lack of memory is refused by name: complete, too.
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
#include "facts/formats/page.h"
#include "tests/unit/starve.h"

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

/* The same report as the page's data and as a picture. 0 or -errno. */
static int encode_page(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return -ENOMEM;
	int error = format_page_data(file, report);

	if (!error)
		error = format_svg(file, report);
	fclose(file);
	free(text);
	return error;
}

/* All of a run, as the command line makes it: 0 or -errno. */
static int run(const void *guest, char **text)
{
	struct registry registry = { 0 };
	struct run_options options = { .registry = &registry, .in_process = true };
	struct arena *arena = arena_new();
	struct report report;
	char path[4096], *wrong = NULL;

	snprintf(path, sizeof(path), "%s/plugins", getenv("XF_BUILD_DIR"));
	int error = arena ? probe_registry_load(&registry, path) : -ENOMEM;

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", getenv("XF_SOURCE_DIR"), (const char *)guest);
	if (!error)
		error = machine_manifest(path, &options.machine, &wrong);
	if (!error)
		error = probe_run(arena, &options, &report);
	if (!error)
		error = print(&report, text);
	if (!error)
		error = encode_metrics(&report);
	if (!error)
		error = encode_page(&report);
	free(wrong);
	machine_close(options.machine);
	probe_registry_close(&registry);
	arena_free(arena);
	return error;
}

static void test_one_allocation_fails(void **state)
{
	(void)state;
	starve(run, "xen4.17-pvhvm-linux6.1", (struct starving){ .steps = 10000 });
	starve(run, "xen4.17-dom0-pv-linux6.1", (struct starving){ .steps = 10000 });
}

static void test_one_piece_fails(void **state)
{
	(void)state;
	starve(run, "xen4.17-pvhvm-linux6.1", (struct starving){ .pieces = true, .steps = STARVE_STEPS });
	starve(run, "xen4.17-dom0-pv-linux6.1",
	       (struct starving){ .all_behind = true, .pieces = true, .steps = STARVE_STEPS });
}

static void test_memory_is_used_up(void **state)
{
	(void)state;
	starve(run, "xen4.17-pvhvm-linux6.1", (struct starving){ .all_behind = true, .steps = 10000 });
	starve(run, "xen4.17-dom0-pv-linux6.1", (struct starving){ .all_behind = true, .steps = 10000 });
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

		starve_once(n);
		int error = machine_manifest("bad.guest", &machine, &wrong);

		starve_once(0);
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
