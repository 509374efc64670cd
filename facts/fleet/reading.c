/* SPDX-License-Identifier: MIT */
/*
 * The facts of one machine. jansson takes 150 microseconds for a whole report, but machines of a fleet say the same
 * again and again: a member whose bytes were read before is not parsed a second time.
 */
#include "facts/fleet/reader.h"

#include <errno.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fact.h"

#define SEEN_CAP (48u << 20) /* bytes of members that are remembered */
#define MEMBER_CAP (64u << 10) /* of one of them */
#define FLAT_CAP 512u        /* bytes of a key, before it is cleaned */

void fleet_reader_damaged(const struct reader *reader, const char *name, unsigned long line, const char *why)
{
	struct arena *arena = reader->fleet->arena;
	const char *where = line > 1 ? arena_fmt(arena, "%s:%lu", reader->place, line) : reader->place;

	fleet_damaged(reader->fleet, *name ? arena_fmt(arena, "%s (%s)", name, where) : where, why);
}

char *fleet_reader_text(const struct reader *reader, const struct piece *piece)
{
	json_t *text = json_loadb(piece->text, piece->length, JSON_DECODE_ANY, NULL);
	char *copy = json_is_string(text) ?
		arena_dup(reader->fleet->arena, json_string_value(text), json_string_length(text)) : NULL;

	json_decref(text);
	return copy;
}

/* ---- values ---- */

static bool add(struct reader *reader, const char *key, const char *value)
{
	if (reader->facts.size / sizeof(uint32_t) >= XF_REPORT_CAP)
		return false;
	buf_u32(&reader->facts, fleet_fact(reader->fleet, key, value));
	return true;
}

static bool add_scalar(struct reader *reader, json_t *value, const char *key)
{
	if (json_is_string(value))
		return add(reader, key, json_string_value(value));
	if (json_is_boolean(value))
		return add(reader, key, json_is_true(value) ? "true" : "false");
	if (json_is_integer(value) || json_is_real(value)) {
		char number[40];

		snprintf(number, sizeof(number), json_is_integer(value) ? "%.0Lf" : "%.15Lg",
		         json_is_integer(value) ? (long double)json_integer_value(value) :
		         (long double)json_real_value(value));
		return add(reader, key, number);
	}
	return true; /* null says nothing */
}

/* An object adds a part to the key, an item of a list nothing. Its depth is bounded by jansson. */
static bool flatten(struct reader *reader, json_t *value, char *key, size_t used)
{
	const char *name;
	json_t *member;
	bool good = true;
	size_t i;

	if (json_is_array(value)) {
		json_array_foreach (value, i, member)
			good = good && flatten(reader, member, key, used);
		return good;
	}
	if (!json_is_object(value))
		return add_scalar(reader, value, key);
	json_object_foreach (value, name, member) {
		size_t length = strlen(name);

		if (!good || used + 1 + length >= FLAT_CAP)
			return false;
		key[used] = '.';
		memcpy(key + used + !!used, name, length + 1);
		good = flatten(reader, member, key, used + !!used + length);
		key[used] = '\0';
	}
	return good;
}

bool fleet_reader_flatten(struct reader *reader, json_t *value, const char *key)
{
	char whole[FLAT_CAP + 1];
	size_t length = strlen(key);

	if (length >= FLAT_CAP)
		return false;
	memcpy(whole, key, length + 1);
	return flatten(reader, value, whole, length);
}

/* ---- members ---- */

/* The part that the facts read so far make. */
static uint32_t end_part(struct reader *reader)
{
	uint32_t part = reader->facts.failed ? XF_NO_NUMBER :
		fleet_part(reader->fleet, (uint32_t *)(void *)reader->facts.bytes, reader->facts.size /
		           sizeof(uint32_t));

	reader->facts.size = 0;
	return part;
}

/* Parses a member. *why: NULL, or what is wrong with it. */
static uint32_t parse_member(struct reader *reader, const struct piece *key, const struct piece *value,
                             const char **why)
{
	json_error_t error;
	json_t *parsed = json_loadb(value->text, value->length, JSON_DECODE_ANY, &error);
	const char *name = fleet_reader_text(reader, key);

	reader->facts.size = 0;
	if (!parsed)
		*why = arena_fmt(reader->fleet->arena, "line %lu: %s", value->line + (unsigned long)error.line - 1,
		                 error.text);
	else if (!name)
		*why = arena_fmt(reader->fleet->arena, "line %lu: malformed key", key->line);
	else if (!fleet_reader_flatten(reader, parsed, name))
		*why = "it has too many facts, or too long a key";
	json_decref(parsed);
	return *why ? XF_NO_NUMBER : end_part(reader);
}

/* Where the part of these bytes is noted; NULL: nowhere. */
static void **seen(struct reader *reader, const char *bytes, size_t length)
{
	void **known = map_find(&reader->seen, bytes);

	if (known || length > MEMBER_CAP || reader->seen_size > SEEN_CAP)
		return known;
	const char *copy = arena_dup(reader->fleet->arena, bytes, length);

	reader->seen_size += length;
	return copy ? map_at(&reader->seen, reader->fleet->arena, copy) : NULL;
}

static uint32_t part_of(struct reader *reader, const struct piece *key, const struct piece *value, const char **why)
{
	char *end = value->text + value->length, after = *end;
	size_t length = (size_t)(end - key->text);

	*end = '\0';
	void **place = strlen(key->text) == length ? seen(reader, key->text, length) : NULL;

	*end = after;
	if (place && *place)
		return (uint32_t)(uintptr_t)*place - 1;
	uint32_t part = parse_member(reader, key, value, why);

	if (place && part != XF_NO_NUMBER)
		*place = (void *)((uintptr_t)part + 1);
	return part;
}

static bool is_name(const struct piece *key)
{
	char word[16];

	if (key->length - 2 >= sizeof(word))
		return false;
	snprintf(word, sizeof(word), "%.*s", (int)(key->length - 2), key->text + 1);
	return parse_in(word, XF_NAME_KEYS);
}

void fleet_reader_facts(struct reader *reader, const char *name, const struct piece *object)
{
	struct stream stream = fleet_stream_piece(object);
	struct piece key, value;
	const char *why = NULL;
	int more = fleet_stream_take(&stream, '{') ? 1 : -EBADMSG;

	reader->parts.size = 0;
	for (bool first = true; !why && more > 0; first = false) {
		more = fleet_stream_member(&stream, first, &key, &value);
		uint32_t part = more <= 0 || is_name(&key) ? XF_NO_NUMBER : part_of(reader, &key, &value, &why);

		if (part != XF_NO_NUMBER)
			buf_u32(&reader->parts, part);
	}
	if (!why && (more < 0 || fleet_stream_peek(&stream)))
		why = arena_fmt(reader->fleet->arena, "line %lu: malformed JSON", stream.line);
	if (!why && !reader->parts.size)
		why = "it has no facts";
	if (why)
		fleet_reader_damaged(reader, name, object->line, why);
	else
		fleet_add(reader->fleet, name, &reader->parts);
}

/* ---- recorded guests ---- */

/* A guest that is being read: facts below one key are a part. */
struct taking {
	struct reader *reader;
	char top[64];
};

static void finish_part(struct reader *reader)
{
	if (reader->facts.size)
		buf_u32(&reader->parts, end_part(reader));
}

static void take(void *taker, const char *key, const char *value)
{
	struct taking *taking = taker;
	size_t length = strcspn(key, ".");

	if (length >= sizeof(taking->top) || strncmp(taking->top, key, length) || taking->top[length]) {
		finish_part(taking->reader);
		snprintf(taking->top, sizeof(taking->top), "%.*s", (int)length, key);
	}
	add(taking->reader, key, value);
}

void fleet_reader_guest(struct reader *reader, const char *path)
{
	struct taking taking = { .reader = reader };

	reader->parts.size = reader->facts.size = 0;
	const char *why = reader->guest->read(reader->guest->context, path, take, &taking);

	finish_part(reader);
	if (why)
		fleet_reader_damaged(reader, "", 1, why);
	else
		fleet_add(reader->fleet, reader->stem, &reader->parts);
}
