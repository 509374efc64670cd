/* SPDX-License-Identifier: MIT */
/*
 * Grafts: one place of a machine reads as it did in another machine of another mode. If the rest of the machine says
 * another mode, the report may say unknown, or conflict, but not the mode of the graft. Seeded: XF_DAMAGES is how
 * many are tried, XF_SEED where they begin; `XF_DAMAGES=all` tries every entry of every guest in every other, and
 * `XF_DAMAGES=all:arm` in those whose name has "arm" in it.
 */
#include "tests/guests/entries.h"
#include "tests/guests/load.h"
#include "tests/guests/unlikely.h"

#define GRAFTS 5000

/* A guest, its entries, and the mode that its report has. */
struct patient {
	struct guest_manifest manifest;
	char mode[32];
};

/* All guests whose mode is known. */
struct ward {
	struct guests *guests;
	struct arena *arena;
	struct patient patients[GUESTS_CAP];
};

static char *read_guest(struct arena *arena, const char *name, size_t *size)
{
	char path[4096], *text = arena_alloc(arena, XF_MANIFEST_CAP / 16);

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", env("XF_SOURCE_DIR"), name);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	*size = fread(text, 1, XF_MANIFEST_CAP / 16, file);
	fclose(file);
	return text;
}

static int admit(void **state)
{
	struct ward *ward = calloc(1, sizeof(*ward));

	assert_non_null(ward);
	assert_int_equal(load_guests((void **)&ward->guests), 0);
	ward->arena = arena_new();
	for (size_t i = 0; i < ward->guests->count; i++) {
		struct arena *arena = arena_new();
		struct report report;
		const char *wrong, *name = ward->guests->names[i];
		size_t size;
		const char *text = read_guest(ward->arena, name, &size);

		assert_int_equal(machine_manifest_parse(ward->arena, name, text, size, &ward->patients[i].manifest,
		                                        &wrong),
		                 0);
		run_guest(ward->guests, name, arena, &report);
		snprintf(ward->patients[i].mode, sizeof(ward->patients[i].mode), "%s", verdict(&report, "mode"));
		arena_free(arena);
	}
	*state = ward;
	return 0;
}

static int discharge(void **state)
{
	struct ward *ward = *state;

	free_guests((void **)&ward->guests);
	arena_free(ward->arena);
	free(ward);
	return 0;
}

/* Writes a guest in which one entry is another's, or without it. */
static void graft(const struct guest_manifest *body, const struct guest_entry *part, bool without)
{
	FILE *file = fopen("grafted.guest", "w");

	assert_non_null(file);
	assert_int_equal(machine_manifest_write_head(file, "grafted"), 0);
	for (size_t i = 0; i < body->count; i++)
		if (!same_place(&body->entries[i], part))
			assert_int_equal(machine_manifest_write(file, &body->entries[i]), 0);
	if (!without)
		assert_int_equal(machine_manifest_write(file, part), 0);
	assert_int_equal(fclose(file), 0);
}

static bool is_known(const char *mode)
{
	return strcmp(mode, "unknown") && strcmp(mode, "conflict");
}

static const char *place_of(const struct guest_entry *entry)
{
	return entry->path ? entry->path : entry->kind == XF_ENTRY_LOG ? "the kernel log" : "CPUID";
}

/* Runs the grafted guest; false if it is not a guest, as when a file would be in a folder that does not name it. */
static bool run_grafted(const struct ward *ward, struct arena *arena, struct report *report)
{
	struct run_options options = { .registry = &ward->guests->registry, .in_process = true };
	char *wrong = NULL;
	bool good = !machine_manifest("grafted.guest", &options.machine, &wrong);

	if (good)
		assert_int_equal(probe_run(arena, &options, report), 0);
	machine_close(options.machine);
	free(wrong);
	return good;
}

/* Does the rest of a guest say another mode than that? Else nothing contradicts what is put there. */
static bool contradicts(const struct ward *ward, size_t body, const struct guest_entry *part, const char *mode)
{
	struct arena *arena = arena_new();
	struct report report;

	graft(&ward->patients[body].manifest, part, true);
	bool other = run_grafted(ward, arena, &report) && is_known(verdict(&report, "mode")) &&
	             strcmp(verdict(&report, "mode"), mode) && !rests_on_absence(&report);

	arena_free(arena);
	return other;
}

/* Puts a part of one guest into another and runs it. Is the result another known mode, or impossible? */
static bool lies(const struct ward *ward, size_t body, size_t donor, const struct guest_entry *part)
{
	struct arena *arena = arena_new();
	struct report report;
	bool lie = false;
	const char *before = ward->patients[body].mode;

	graft(&ward->patients[body].manifest, part, false);
	if (run_grafted(ward, arena, &report)) {
		const char *after = verdict(&report, "mode"), *pair = unlikely(&report);

		lie = pair || (is_known(after) && strcmp(before, after) && contradicts(ward, body, part, after));
		if (lie)
			print_error("%s of %s in %s: %s became %s%s%s\n", place_of(part), ward->guests->names[donor],
			            ward->guests->names[body], before, after, pair ? "; " : "", pair ? pair : "");
	}
	arena_free(arena);
	return lie;
}

/* Is there anything to learn from such a pair? */
static bool differ(const struct ward *ward, size_t body, size_t donor)
{
	const char *a = ward->patients[body].mode, *b = ward->patients[donor].mode;

	return is_known(a) && is_known(b) && strcmp(a, b);
}

static size_t try_pair(const struct ward *ward, size_t body, size_t donor, size_t *tried)
{
	const struct guest_manifest *parts = &ward->patients[donor].manifest;
	size_t found = 0;

	for (size_t i = 0; i < parts->count; i++, ++*tried)
		found += lies(ward, body, donor, &parts->entries[i]);
	return found;
}

static size_t try_all(const struct ward *ward, const char *part, size_t *tried)
{
	size_t found = 0;

	for (size_t body = 0; body < ward->guests->count; body++)
		for (size_t donor = 0; donor < ward->guests->count && strstr(ward->guests->names[body], part); donor++)
			found += differ(ward, body, donor) ? try_pair(ward, body, donor, tried) : 0;
	return found;
}

static size_t try_some(const struct ward *ward, unsigned count, unsigned seed, size_t *tried)
{
	size_t found = 0;
	struct random_data data = { .state = NULL };
	char room[64] = { 0 };
	int32_t body, donor, entry;

	initstate_r(seed, room, sizeof(room), &data);
	while (*tried < count) {
		random_r(&data, &body);
		random_r(&data, &donor);
		random_r(&data, &entry);
		body %= (int32_t)ward->guests->count;
		donor %= (int32_t)ward->guests->count;
		const struct guest_manifest *parts = &ward->patients[donor].manifest;

		if (!differ(ward, (size_t)body, (size_t)donor) || !parts->count)
			continue;
		++*tried;
		found += lies(ward, (size_t)body, (size_t)donor, &parts->entries[(size_t)entry % parts->count]);
	}
	return found;
}

static void test_no_graft_becomes_another_mode(void **state)
{
	const char *count = getenv("XF_DAMAGES"), *seed = getenv("XF_SEED");
	size_t tried = 0, found;

	if (count && !strncmp(count, "all", 3))
		found = try_all(*state, count[3] == ':' ? count + 4 : "", &tried);
	else
		found = try_some(*state, (count ? (unsigned)strtoul(count, NULL, 10) : GRAFTS) / XF_TEST_EVERY,
		                 seed ? (unsigned)strtoul(seed, NULL, 10) : 1, &tried);
	print_message("%zu of %zu grafts ended in another known mode or in an impossible report\n", found, tried);
	assert_int_equal(found, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_graft_becomes_another_mode) };

	return cmocka_run_group_tests_name("grafts", tests, admit, discharge);
}
