/* SPDX-License-Identifier: MIT */
/*
 * Holds every guest's verdicts against expected.tsv, which people write: the configuration says what is true,
 * not the program. A guest without a row fails, and so does a row without a guest.
 */
#include "tests/guests/load.h"

static const char *const columns[] = {
	"mode", "domain", "spectrum.disk", "spectrum.network", "spectrum.interrupts", "spectrum.timers",
	"spectrum.motherboard", "spectrum.privileged",
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static FILE *open_table(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/guests/expected.tsv", env("XF_SOURCE_DIR"));
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	return file;
}

static size_t check_row(const struct guests *guests, char *line)
{
	struct xf_arena *arena = xf_arena_new();
	struct xf_report report;
	char *rest = line, *name = strtok_r(line, " \t\n", &rest);
	size_t wrong = 0;

	run_guest(guests, name, arena, &report);
	for (size_t i = 0; i < report.plugin_count; i++)
		if (strcmp(report.plugins[i].status, "ok")) {
			print_error("%s: plugin %s: %s\n", name, report.plugins[i].name, report.plugins[i].detail);
			wrong++;
		}
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *expected = strtok_r(NULL, " \t\n", &rest), *got = verdict(&report, columns[i]);

		if (!expected || strcmp(expected, got)) {
			print_error("%s: %s is %s, expected %s\n", name, columns[i], got, expected ? expected : "?");
			wrong++;
		}
	}
	xf_arena_free(arena);
	return wrong;
}

static void test_verdicts(void **state)
{
	const struct guests *guests = *state;
	FILE *file = open_table();
	char line[512];
	size_t rows = 0, wrong = 0;

	while (fgets(line, sizeof(line), file)) {
		if (*line == '#' || *line == '\n')
			continue;
		rows++;
		wrong += check_row(guests, line);
	}
	fclose(file);
	assert_int_equal(wrong, 0);
	assert_int_equal(rows, guests->count);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_verdicts) };

	return cmocka_run_group_tests_name("verdicts", tests, load_guests, free_guests);
}
