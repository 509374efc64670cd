/* SPDX-License-Identifier: MIT */
/*
 * Keeps facts, parts and reports once. What is the same is found by a text: of a part the numbers of its facts, of a
 * report those of its parts. The maps are crit-bit trees, because all of these texts are chosen by the machines.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fleet/fleet.h"

#define KEY_CAP 191u    /* bytes of a key, as in a report (facts/fact.h) */
#define VALUE_CAP 1024u /* of a value; a report's have at most 255 */

struct fleet *fleet_new(void)
{
	struct arena *arena = arena_new();
	struct fleet *fleet = arena ? arena_alloc(arena, sizeof(*fleet)) : NULL;

	if (fleet)
		fleet->arena = arena;
	else
		arena_free(arena);
	return fleet;
}

/* Number + 1 of what has this text, to be set when it is new; NULL: no memory. The text is copied when it is new. */
static void **place_of(struct fleet *fleet, struct map *map, const char *text, size_t length)
{
	void **known = map_find(map, text);
	const char *copy = known ? NULL : arena_dup(fleet->arena, text, length);

	return known || !copy ? known : map_at(map, fleet->arena, copy);
}

static uint32_t number_at(void *const *place)
{
	return (uint32_t)(uintptr_t)*place - 1;
}

/* ---- facts ---- */

static struct fleet_key *key_of(struct fleet *fleet, const char *text)
{
	void **place = place_of(fleet, &fleet->key_map, text, strlen(text));

	if (!place || *place)
		return place ? *place : NULL;
	struct fleet_key **grown = arena_grow(fleet->arena, fleet->keys, fleet->key_count, sizeof(struct fleet_key *));
	struct fleet_key *key = grown ? arena_alloc(fleet->arena, sizeof(*key)) : NULL;

	if (!key)
		return NULL;
	*key = (struct fleet_key){ arena_str(fleet->arena, text), (uint32_t)fleet->key_count, fleet_role(text), false,
		false };
	fleet_advises(key);
	fleet->keys = grown;
	grown[fleet->key_count++] = key;
	return *place = key;
}

/* A key has these characters only; whatever else an input has becomes "_". */
static size_t clean_key(char *out, const char *key)
{
	size_t length = 0;

	for (; *key && length < KEY_CAP; key++, length++) {
		bool letter = (*key >= 'a' && *key <= 'z') || (*key >= 'A' && *key <= 'Z');

		out[length] = (char)(letter || (*key >= '0' && *key <= '9') || strchr(".:-", *key) ? *key : '_');
	}
	out[length] = '\0';
	return length;
}

/* Copies a value, cleaned, behind "key=". Returns the length of all. */
static size_t put_value(struct fleet *fleet, char *out, size_t used, const char *value)
{
	size_t length = strnlen(value, VALUE_CAP + 1), plain = 0;

	while (plain < length && value[plain] >= ' ' && value[plain] < 0x7f)
		plain++;
	if (plain < length || length > VALUE_CAP) {
		value = parse_clean(fleet->arena, value, strlen(value), VALUE_CAP);
		length = strlen(value);
	}
	memcpy(out + used, value, length);
	out[used + length] = '\0';
	return used + length;
}

static uint32_t new_fact(struct fleet *fleet, void **place, char *text, size_t key_length)
{
	struct fleet_fact *grown = arena_grow(fleet->arena, fleet->facts, fleet->fact_count, sizeof(*grown));

	if (!grown)
		return XF_NO_NUMBER;
	fleet->facts = grown;
	text[key_length] = '\0';
	struct fleet_key *key = key_of(fleet, text);

	if (!key)
		return XF_NO_NUMBER;
	grown[fleet->fact_count] = (struct fleet_fact){ key, arena_str(fleet->arena, text + key_length + 1) };
	*place = (void *)(uintptr_t)++fleet->fact_count;
	return (uint32_t)fleet->fact_count - 1;
}

uint32_t fleet_fact(struct fleet *fleet, const char *key, const char *value)
{
	char text[KEY_CAP + 1 + VALUE_CAP + 1];
	size_t length = clean_key(text, key), whole;

	text[length] = '=';
	whole = put_value(fleet, text, length + 1, value);
	void **place = place_of(fleet, &fleet->fact_map, text, whole);

	if (!place)
		return XF_NO_NUMBER;
	return *place ? number_at(place) : new_fact(fleet, place, text, length);
}

/* ---- parts and reports ---- */

static int by_number(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Sorts numbers, each once. Returns how many are left. */
static size_t sort_numbers(uint32_t *numbers, size_t count)
{
	size_t kept = 0;

	qsort(numbers, count, sizeof(*numbers), by_number);
	for (size_t i = 0; i < count; i++)
		if (!kept || numbers[kept - 1] != numbers[i])
			numbers[kept++] = numbers[i];
	return kept;
}

/* Numbers as a text without NUL, seven bits in each byte; where the same numbers are, or shall be, known. */
static void **numbers_at(struct fleet *fleet, struct map *map, const uint32_t *numbers, size_t count)
{
	struct buf text = { .size = 0 };

	for (size_t i = 0; i < count; i++) {
		uint32_t number = numbers[i];

		for (; number >= 64; number /= 64)
			buf_u8(&text, (uint8_t)(0x40 | (number & 63)));
		buf_u8(&text, (uint8_t)(0x80 | number));
	}
	buf_u8(&text, 0);
	void **place = text.failed ? NULL : place_of(fleet, map, text.bytes, text.size - 1);

	buf_free(&text);
	return place;
}

static const uint32_t *copy_numbers(struct fleet *fleet, const uint32_t *numbers, size_t count)
{
	uint32_t *copy = arena_alloc(fleet->arena, count * sizeof(*copy) + !count);

	if (copy && count)
		memcpy(copy, numbers, count * sizeof(*copy));
	return copy;
}

uint32_t fleet_part(struct fleet *fleet, uint32_t *facts, size_t count)
{
	count = sort_numbers(facts, count);
	void **place = numbers_at(fleet, &fleet->part_map, facts, count);

	if (!place || *place)
		return place ? number_at(place) : XF_NO_NUMBER;
	struct fleet_part *grown = arena_grow(fleet->arena, fleet->parts, fleet->part_count, sizeof(*grown));
	const uint32_t *copy = copy_numbers(fleet, facts, count);

	if (!grown || !copy)
		return XF_NO_NUMBER;
	fleet->parts = grown;
	grown[fleet->part_count] = (struct fleet_part){ copy, count };
	*place = (void *)(uintptr_t)++fleet->part_count;
	return (uint32_t)fleet->part_count - 1;
}

static uint32_t report_of(struct fleet *fleet, uint32_t *parts, size_t count)
{
	count = sort_numbers(parts, count);
	void **place = numbers_at(fleet, &fleet->report_map, parts, count);

	if (!place || *place)
		return place ? number_at(place) : XF_NO_NUMBER;
	struct fleet_report *grown = arena_grow(fleet->arena, fleet->reports, fleet->report_count, sizeof(*grown));
	const uint32_t *copy = copy_numbers(fleet, parts, count);

	if (!grown || !copy)
		return XF_NO_NUMBER;
	fleet->reports = grown;
	grown[fleet->report_count] = (struct fleet_report){ .parts = copy, .count = count };
	fleet_view(fleet, &grown[fleet->report_count]);
	*place = (void *)(uintptr_t)++fleet->report_count;
	return (uint32_t)fleet->report_count - 1;
}

/* ---- machines and remarks ---- */

static void remark(struct fleet *fleet, struct fleet_remark **list, size_t *count, const char *where, const char *why)
{
	struct fleet_remark *grown = arena_grow(fleet->arena, *list, *count, sizeof(*grown));

	if (!grown)
		return;
	*list = grown;
	grown[(*count)++] = (struct fleet_remark){ parse_clean(fleet->arena, where, strlen(where), VALUE_CAP),
		parse_clean(fleet->arena, why, strlen(why), VALUE_CAP) };
}

void fleet_damaged(struct fleet *fleet, const char *where, const char *why)
{
	remark(fleet, &fleet->damaged, &fleet->damaged_count, where, why);
}

static void new_machine(struct fleet *fleet, void **place, const char *name, uint32_t report)
{
	struct fleet_machine *grown = arena_grow(fleet->arena, fleet->machines, fleet->machine_count, sizeof(*grown));

	if (!grown)
		return;
	fleet->machines = grown;
	grown[fleet->machine_count] = (struct fleet_machine){ arena_str(fleet->arena, name), report };
	*place = (void *)(uintptr_t)++fleet->machine_count;
}

void fleet_add(struct fleet *fleet, const char *name, struct buf *parts)
{
	uint32_t report = parts->failed ? XF_NO_NUMBER :
		report_of(fleet, (uint32_t *)(void *)parts->bytes, parts->size / sizeof(report));
	const char *clean = parse_clean(fleet->arena, name, strlen(name), VALUE_CAP);
	void **place = report == XF_NO_NUMBER ? NULL : place_of(fleet, &fleet->machine_map, clean, strlen(clean));

	if (!place)
		return; /* the arena remembers; a failed buffer is the reader's to see */
	if (!*place) {
		new_machine(fleet, place, clean, report);
		return;
	}
	remark(fleet, &fleet->repeated, &fleet->repeated_count, clean, "the last report counts");
	fleet->machines[number_at(place)].report = report;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct fleet_machine *)a)->name, ((const struct fleet_machine *)b)->name);
}

static int by_place(const void *a, const void *b)
{
	const struct fleet_remark *left = a, *right = b;
	int order = strcmp(left->where, right->where);

	return order ? order : strcmp(left->why, right->why);
}

/* A machine that came three times is named once. */
static size_t unique(struct fleet_remark *list, size_t count)
{
	size_t kept = 0;

	if (count)
		qsort(list, count, sizeof(*list), by_place);
	for (size_t i = 0; i < count; i++)
		if (!kept || by_place(&list[kept - 1], &list[i]))
			list[kept++] = list[i];
	return kept;
}

int fleet_sort(struct fleet *fleet)
{
	if (fleet->machine_count)
		qsort(fleet->machines, fleet->machine_count, sizeof(*fleet->machines), by_name);
	fleet->damaged_count = unique(fleet->damaged, fleet->damaged_count);
	fleet->repeated_count = unique(fleet->repeated, fleet->repeated_count);
	return arena_failed(fleet->arena) ? -ENOMEM : 0;
}
