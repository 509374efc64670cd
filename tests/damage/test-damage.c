/* SPDX-License-Identifier: MIT */
/*
 * One lie must not flip a verdict: a damaged or forged place may make a mode unknown, or a conflict, but no other known
 * mode while other evidence says otherwise. Seeded, so that a failure can be had again: XF_DAMAGES is how many are
 * tried, XF_SEED where they begin.
 */
#include "tests/guests/load.h"
#include "tests/guests/unlikely.h"

#define DAMAGES 2000
#define GUEST_CAP (1u << 20)

/* A small generator of our own: the same numbers on every machine. */
static uint32_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static char *read_guest(const char *name)
{
	char path[4096], *text = malloc(GUEST_CAP);

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", env("XF_SOURCE_DIR"), name);
	FILE *file = fopen(path, "r");

	assert_non_null(text);
	assert_non_null(file);
	text[fread(text, 1, GUEST_CAP - 1, file)] = '\0';
	fclose(file);
	return text;
}

/* A line by chance whose first letter is one of these; NULL: there is none. */
static char *some_line(char *text, uint64_t *seed, const char *first)
{
	char *chosen = NULL;
	uint32_t seen = 0;

	for (char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strchr(first, *line) && next(seed) % ++seen == 0)
			chosen = line;
	return chosen;
}

/* One byte of a content becomes another letter or digit. */
static bool change_byte(char *text, uint64_t *seed)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzHPVX";
	char *line = some_line(text, seed, "|\\");
	size_t length = line ? strcspn(line, "\n") : 0;

	if (length < 2)
		return false;
	line[1 + next(seed) % (length - 1)] = letters[next(seed) % (sizeof(letters) - 1)];
	return true;
}

/* A line of a content is gone. */
static bool drop_line(char *text, uint64_t *seed)
{
	char *line = some_line(text, seed, "|");
	size_t length = line ? strcspn(line, "\n") : 0;

	if (!line || line[length] != '\n')
		return false;
	memmove(line, line + length + 1, strlen(line + length + 1) + 1);
	return true;
}

/* One hexadecimal digit of a CPUID leaf. */
static bool change_leaf(char *text, uint64_t *seed)
{
	char *line = some_line(text, seed, "c");
	size_t length = line ? strcspn(line, "\n") : 0;

	if (length < 40 || strncmp(line, "cpuid ", 6))
		return false;
	line[length - 1 - next(seed) % 35] = "0123456789abcdef"[next(seed) % 16];
	return true;
}

static bool (*const ways[])(char *text, uint64_t *seed) = { change_byte, change_byte, change_byte, drop_line,
                                                           change_leaf };

static bool is_known(const char *mode)
{
	return strcmp(mode, "unknown") && strcmp(mode, "conflict");
}

/* Damages a guest and runs it. How many modes became another known one: 0 or 1. */
static size_t try(const struct guests *guests, uint64_t *seed, uint32_t number)
{
	const char *name = guests->names[next(seed) % guests->count], *pair;
	struct run_options options = { .registry = &guests->registry, .in_process = true };
	struct arena *arena = arena_new();
	struct report before, after;
	char *wrong = NULL, old[32];
	size_t lies = 0;
	char *text = read_guest(name);

	if (ways[next(seed) % (sizeof(ways) / sizeof(ways[0]))](text, seed)) {
		FILE *file = fopen("damaged.guest", "w");

		assert_non_null(file);
		fwrite(text, 1, strlen(text), file);
		fclose(file);
		if (!machine_manifest("damaged.guest", &options.machine, &wrong)) {
			run_guest(guests, name, arena, &before);
			snprintf(old, sizeof(old), "%s", verdict(&before, "mode"));
			assert_int_equal(probe_run(arena, &options, &after), 0);
			lies = is_known(old) && is_known(verdict(&after, "mode")) &&
			       strcmp(old, verdict(&after, "mode")) && !rests_on_absence(&after);
			pair = unlikely(&after);
			if (lies)
				print_error("damage %u of %s: %s became %s\n", (unsigned)number, name, old,
				            verdict(&after, "mode"));
			if (pair)
				print_error("damage %u of %s: %s\n", (unsigned)number, name, pair);
			lies += pair != NULL;
		}
		machine_close(options.machine);
		free(wrong);
	}
	free(text);
	arena_free(arena);
	return lies;
}

static void test_no_damage_becomes_another_mode(void **state)
{
	const char *count = getenv("XF_DAMAGES"), *first = getenv("XF_SEED");
	uint32_t damages = count ? (uint32_t)strtoul(count, NULL, 10) : DAMAGES;
	size_t lies = 0;

	for (uint32_t i = 0; i < damages; i++) {
		uint64_t seed = (first ? strtoul(first, NULL, 10) : 1) + i;

		next(&seed);
		lies += try(*state, &seed, i);
	}
	assert_int_equal(lies, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_damage_becomes_another_mode) };

	return cmocka_run_group_tests_name("damage", tests, load_guests, free_guests);
}
