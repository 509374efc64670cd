/* SPDX-License-Identifier: MIT */
/*
 * Holds every guest's verdicts against the table of README.md, which people write: the configuration says what is
 * true, not the program. A guest without a row fails, and so does a row without a guest.
 */
#include "tests/guests/load.h"
#include "tests/guests/unlikely.h"

static const char *const columns[] = {
	"mode", "domain", "spectrum.disk", "spectrum.network", "spectrum.interrupts", "spectrum.timers",
	"spectrum.motherboard", "spectrum.privileged",
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define FRAME " |`\n" /* what stands around the words of a row */

static FILE *open_table(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/guests/README.md", env("XF_SOURCE_DIR"));
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	return file;
}

/* Compares one guest with what is left of its row; how much is wrong. */
static size_t check_guest(const struct guests *guests, const char *name, char *rest)
{
	struct arena *arena = arena_new();
	struct report report;
	size_t wrong = 0;

	run_guest(guests, name, arena, &report);
	for (size_t i = 0; i < report.plugin_count; i++)
		if (strcmp(report.plugins[i].status, "ok")) {
			print_error("%s: plugin %s: %s\n", name, report.plugins[i].name, report.plugins[i].detail);
			wrong++;
		}
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *expected = strtok_r(NULL, FRAME, &rest), *got = verdict(&report, columns[i]);

		if (!expected || strcmp(expected, got)) {
			print_error("%s: %s is %s, expected %s\n", name, columns[i], got, expected ? expected : "?");
			wrong++;
		}
	}
	if (unlikely(&report)) {
		print_error("%s: %s\n", name, unlikely(&report));
		wrong++;
	}
	arena_free(arena);
	return wrong;
}

/* One row, "| `NAME` | MODE | ..."; rows are counted by guest. */
static size_t check_row(const struct guests *guests, char *line, size_t *rows)
{
	char *rest = line, *name = strtok_r(line, FRAME, &rest);
	size_t i = 0;

	while (i < guests->count && strcmp(guests->names[i], name))
		i++;
	if (i == guests->count) {
		print_error("README.md has a row for %s, and there is no %s.guest\n", name, name);
		return 1;
	}
	rows[i]++;
	return check_guest(guests, name, rest);
}

static void test_verdicts(void **state)
{
	const struct guests *guests = *state;
	FILE *file = open_table();
	char *line = NULL;
	size_t room = 0, rows[GUESTS_CAP] = { 0 }, wrong = 0;

	while (getline(&line, &room, file) > 0)
		if (!strncmp(line, "| `", 3))
			wrong += check_row(guests, line, rows);
	free(line);
	fclose(file);
	for (size_t i = 0; i < guests->count; i++)
		if (rows[i] != 1) {
			print_error("README.md has %zu rows for %s, expected one\n", rows[i], guests->names[i]);
			wrong++;
		}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_verdicts) };

	return cmocka_run_group_tests_name("verdicts", tests, load_guests, free_guests);
}
