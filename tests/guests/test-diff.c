/* SPDX-License-Identifier: MIT */
/*
 * Guests compared with each other, all pairs of one mode, or of one Xen and kernel: nothing changes between a guest and
 * itself; what is new one way is gone the other way; and no difference of a verdict, a row, a problem or, in the end,
 * of any key is left out.
 */
#include "tests/guests/load.h"

#include "facts/compare/compare.h"

static const char *const verdicts[] = {
	"mode", "domain", "spectrum.disk", "spectrum.network", "spectrum.interrupts", "spectrum.timers",
	"spectrum.motherboard", "spectrum.privileged",
};

/* All guests' reports; they stay in one arena. */
struct reports {
	struct guests *guests;
	struct arena *arena;
	struct saved list[GUESTS_CAP];
};

static int load_reports(void **state)
{
	struct reports *reports = calloc(1, sizeof(*reports));

	assert_non_null(reports);
	assert_int_equal(load_guests(state), 0);
	reports->guests = *state;
	reports->arena = arena_new();
	for (size_t i = 0; i < reports->guests->count; i++) {
		struct arena *arena = arena_new();
		struct report report;

		run_guest(reports->guests, reports->guests->names[i], arena, &report);
		report.arena = reports->arena; /* which the copy lives in */
		assert_int_equal(saved_take(&reports->list[i], &report), 0);
		arena_free(arena);
	}
	*state = reports;
	return 0;
}

static int free_reports(void **state)
{
	struct reports *reports = *state;
	void *guests = reports->guests;

	arena_free(reports->arena);
	free(reports);
	return free_guests(&guests);
}

static struct comparison compare(struct arena *arena, const struct saved *old, const struct saved *new)
{
	struct comparison comparison = { .arena = arena, .old = old, .new = new };

	assert_int_equal(compare_reports(&comparison), 0);
	return comparison;
}

/* ---- nothing, and the mirror ---- */

static void test_a_guest_and_itself(void **state)
{
	const struct reports *reports = *state;

	for (size_t i = 0; i < reports->guests->count; i++) {
		struct arena *arena = arena_new();
		struct compare_line *lines;
		struct comparison none = compare(arena, &reports->list[i], &reports->list[i]);

		assert_int_equal(none.count, 0);
		assert_int_equal(compare_lines(&none, "->", true, &lines), 0);
		arena_free(arena);
	}
}

static bool equal(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

/* A pair of guests, and the comparison both ways. */
struct pair {
	const char *names[2];
	const struct saved *old, *new;
	struct comparison there, back;
};

static void check_mirror(const struct pair *pair)
{
	if (pair->there.count != pair->back.count)
		fail_msg("%s, %s: %zu changes, and %zu back", pair->names[0], pair->names[1], pair->there.count,
		         pair->back.count);
	for (size_t k = 0; k < pair->there.count; k++) {
		const struct change *one = &pair->there.list[k], *other = &pair->back.list[k];

		if (one->kind != other->kind || strcmp(one->key, other->key) || strcmp(one->what, other->what) ||
		    strcmp(one->row, other->row) || !equal(one->old, other->new) || !equal(one->new, other->old))
			fail_msg("%s, %s: %s is %s, and %s back", pair->names[0], pair->names[1], one->key,
			         compare_kind_word(one->kind), other->key);
	}
}

/* ---- what must be named ---- */

static const struct change *find(const struct comparison *comparison, const char *key, const char *what)
{
	for (size_t i = 0; i < comparison->count; i++)
		if (!strcmp(comparison->list[i].key, key) && (!what || !strcmp(comparison->list[i].what, what)))
			return &comparison->list[i];
	return NULL;
}

static void check_verdicts(const struct pair *pair)
{
	for (size_t k = 0; k < sizeof(verdicts) / sizeof(verdicts[0]); k++) {
		const char *old = saved_value(pair->old, verdicts[k]), *new = saved_value(pair->new, verdicts[k]);
		const struct change *change = find(&pair->there, verdicts[k], NULL);

		assert_true((strcmp(old, new) != 0) == (change != NULL));
		assert_true(!change || (change->kind <= XF_CHANGE_CELL && equal(change->old, old) &&
		                        equal(change->new, new)));
	}
}

static bool has_item(const struct saved *saved, const char *key, const char *item)
{
	for (size_t i = saved_from(saved, key); i < saved->count && !strcmp(saved->list[i].key, key); i++)
		if (!strcmp(saved->list[i].value, item))
			return true;
	return false;
}

/* Each problem of one report is named as changed exactly if the other report does not have it. */
static void check_problems_of(const struct comparison *comparison, const struct saved *has, const struct saved *other)
{
	struct compare_line *lines;
	size_t count = compare_lines(comparison, "->", true, &lines);

	for (size_t i = saved_from(has, "problems"); i < has->count && !strcmp(has->list[i].key, "problems"); i++) {
		const char *problem = has->list[i].value;
		const struct change *change = find(comparison, "problems", problem);
		bool said = false;

		assert_true((change != NULL) == !has_item(other, "problems", problem));
		for (size_t j = 0; j < count; j++)
			said = said || (strstr(lines[j].text, "problem") && strstr(lines[j].text, problem));
		assert_true(!change || said);
		assert_true(!change || !change->new || *change->text); /* advice, or what it means */
	}
}

/* ---- nothing is left out ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_listed(const char *const *keys, size_t count, const char *key)
{
	return bsearch(&key, keys, count, sizeof(*keys), by_text) != NULL;
}

/* The key of a fact that differs, its fact's where it only says why that is unknown, or that of its device. */
static bool is_named(struct arena *arena, const char *const *keys, size_t count, const char *key)
{
	const char *about = strncmp(key, "unknown.", 8) ? key : key + 8;
	const char *dot = strrchr(about, '.'), *device = arena_fmt(arena, "%.*s", (int)(dot ? dot - about : 0), about);

	return is_listed(keys, count, key) || is_listed(keys, count, about) || is_listed(keys, count, device);
}

static void check_complete(const struct pair *pair)
{
	const struct comparison *comparison = &pair->there;
	struct arena *arena = comparison->arena;
	const char **keys = arena_alloc(arena, (comparison->count + 1) * sizeof(*keys));

	for (size_t k = 0; k < comparison->count; k++) {
		const struct change *change = &comparison->list[k];

		keys[k] = change->key;
		assert_true(change->old || change->new);
		assert_true(!equal(change->old, change->new) || change->kind == XF_CHANGE_DEVICE);
	}
	qsort(keys, comparison->count, sizeof(*keys), by_text);
	for (size_t k = 0; k < pair->old->count; k++) {
		const struct saved_fact *fact = &pair->old->list[k];

		if (!has_item(pair->new, fact->key, fact->value) &&
		    !is_named(arena, keys, comparison->count, fact->key))
			fail_msg("%s, %s: %s is not named", pair->names[0], pair->names[1], fact->key);
	}
}

/* ---- the pairs ---- */

static bool same_of(const struct reports *reports, size_t i, size_t j, const char *key)
{
	const char *one = saved_value(&reports->list[i], key), *other = saved_value(&reports->list[j], key);

	return one && other && !strcmp(one, other);
}

static bool is_family(const struct reports *reports, size_t i, size_t j)
{
	return same_of(reports, i, j, "mode") ||
	       (same_of(reports, i, j, "version") && same_of(reports, i, j, "kernel.release"));
}

static void check_pair(const struct reports *reports, size_t i, size_t j)
{
	struct arena *arena = arena_new();
	struct pair pair = { { reports->guests->names[i], reports->guests->names[j] }, &reports->list[i],
		&reports->list[j], compare(arena, &reports->list[i], &reports->list[j]),
		compare(arena, &reports->list[j], &reports->list[i]) };

	check_mirror(&pair);
	check_verdicts(&pair);
	check_problems_of(&pair.there, pair.old, pair.new);
	check_problems_of(&pair.back, pair.new, pair.old);
	check_complete(&pair);
	arena_free(arena);
}

static void test_each_with_each(void **state)
{
	const struct reports *reports = *state;
	size_t pairs = 0;

	for (size_t i = 0; i < reports->guests->count; i++)
		for (size_t j = i + 1; j < reports->guests->count; j++)
			if (is_family(reports, i, j) && pairs++ % XF_TEST_EVERY == 0)
				check_pair(reports, i, j);
	assert_true(pairs > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_guest_and_itself),
		cmocka_unit_test(test_each_with_each),
	};

	return cmocka_run_group_tests_name("diff", tests, load_reports, free_reports);
}
