/* SPDX-License-Identifier: MIT */
/* Cuts a stream of JSON into values. What is cut out wrongly does not parse, so this need not be strict. */
#include "facts/fleet/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)

struct stream fleet_stream_file(int file)
{
	return (struct stream){ .file = file, .line = 1 };
}

struct stream fleet_stream_piece(const struct piece *piece)
{
	return (struct stream){ .file = -1, .bytes = piece->text, .end = piece->length, .line = piece->line,
		.over = true };
}

void fleet_stream_close(struct stream *stream)
{
	free(stream->bytes);
	stream->bytes = NULL;
}

/* Moves what is left to the front, if that frees half of the room, else doubles the room. */
static bool make_room(struct stream *stream)
{
	size_t front = stream->kept ? stream->keep : stream->at;

	if (front > stream->room / 2) {
		memmove(stream->bytes, stream->bytes + front, stream->end - front);
		stream->end -= front;
		stream->at -= front;
		stream->keep = 0;
		return true;
	}
	size_t room = stream->room ? 2 * stream->room : 2 * CHUNK;
	char *grown = realloc(stream->bytes, room + 1); /* a byte behind any piece */

	if (!grown) {
		stream->error = -ENOMEM;
		return false;
	}
	stream->bytes = grown;
	stream->room = room;
	return true;
}

/* Reads more; false: there is nothing. Pieces move. */
static bool fill(struct stream *stream)
{
	if (stream->over || stream->error || (stream->end + CHUNK > stream->room && !make_room(stream)))
		return false;
	ssize_t got;

	do
		got = read(stream->file, stream->bytes + stream->end, stream->room - stream->end);
	while (got < 0 && errno == EINTR);
	stream->error = got < 0 ? -errno : 0;
	stream->over = got <= 0;
	stream->end += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Takes bytes, counting lines. */
static void take(struct stream *stream, size_t length)
{
	const char *at = stream->bytes + stream->at, *end = at + length;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		stream->line++;
		at++;
	}
	stream->at += length;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

char fleet_stream_peek(struct stream *stream)
{
	do
		while (stream->at < stream->end) {
			if (!is_blank(stream->bytes[stream->at]))
				return stream->bytes[stream->at];
			take(stream, 1);
		}
	while (fill(stream));
	return '\0';
}

bool fleet_stream_take(struct stream *stream, char byte)
{
	bool is = fleet_stream_peek(stream) == byte && stream->at < stream->end;

	if (is)
		take(stream, 1);
	return is;
}

/* ---- values ---- */

/* Where the search for a value's end is; it continues when there are more bytes. */
struct search {
	size_t at; /* from the value's first byte */
	size_t depth;
	bool quoted, outermost;
	char before; /* the last byte that is not blank */
};

enum found { XF_FOUND_MORE, XF_FOUND_END, XF_FOUND_WRONG };

/* Skips to behind a closing quote. */
static enum found search_quote(struct search *search, const char *bytes, size_t size)
{
	for (; search->at < size; search->at++) {
		char byte = bytes[search->at];

		if (byte == '\\' && search->at + 1 >= size)
			return XF_FOUND_MORE;
		if (byte == '\n')
			return XF_FOUND_WRONG; /* JSON has none in a text, and here something else begins */
		search->at += byte == '\\';
		if (byte != '"')
			continue;
		search->at++;
		search->quoted = false;
		return search->depth ? XF_FOUND_MORE : XF_FOUND_END;
	}
	return XF_FOUND_MORE;
}

/* Is there a new object, although an earlier one is not complete? */
static bool begins_another(const struct search *search, const char *bytes)
{
	return search->outermost && search->at && bytes[search->at - 1] == '\n' && !strchr(",[:", search->before);
}

static enum found search_byte(struct search *search, const char *bytes)
{
	char byte = bytes[search->at];

	if (byte == '"') {
		if (!search->depth && search->at)
			return XF_FOUND_END;
		search->quoted = true;
	} else if (byte == '{' || byte == '[') {
		if (search->depth && begins_another(search, bytes))
			return XF_FOUND_WRONG;
		search->depth++;
	} else if (byte == '}' || byte == ']') {
		if (!search->depth)
			return XF_FOUND_END;
		search->depth--;
	} else if (!search->depth && (is_blank(byte) || byte == ',')) {
		return XF_FOUND_END;
	}
	if (!is_blank(byte))
		search->before = byte;
	search->at++;
	return !search->depth && (byte == '}' || byte == ']') ? XF_FOUND_END : XF_FOUND_MORE;
}

static enum found search_on(struct search *search, const char *bytes, size_t size)
{
	enum found found = XF_FOUND_MORE;

	while (found == XF_FOUND_MORE && search->at < size) {
		size_t before = search->at;

		found = search->quoted ? search_quote(search, bytes, size) : search_byte(search, bytes);
		if (search->at == before && found == XF_FOUND_MORE)
			break;
	}
	return found;
}

int fleet_stream_value(struct stream *stream, bool outermost, struct piece *value)
{
	struct search search = { .outermost = outermost };
	enum found found = XF_FOUND_MORE;

	fleet_stream_peek(stream);
	do
		found = search_on(&search, stream->bytes + stream->at, stream->end - stream->at);
	while (found == XF_FOUND_MORE && search.at < XF_VALUE_CAP && fill(stream));
	if (stream->error)
		return stream->error;
	if (found == XF_FOUND_MORE && search.at >= XF_VALUE_CAP)
		return -EFBIG;
	bool bare = !search.depth && !search.quoted && search.at; /* a number or word that the file ends with */

	if (found == XF_FOUND_WRONG || !search.at || (found == XF_FOUND_MORE && !bare))
		return -EBADMSG;
	*value = (struct piece){ stream->bytes + stream->at, search.at, stream->line };
	take(stream, search.at);
	return 0;
}

void fleet_stream_resume(struct stream *stream)
{
	char before = (char)(stream->at ? stream->bytes[stream->at - 1] : '\0');

	do
		while (stream->at < stream->end) {
			char byte = stream->bytes[stream->at];

			if (before == '\n' && (byte == '{' || byte == '['))
				return;
			before = byte;
			take(stream, 1);
		}
	while (fill(stream));
}

/* ---- members and items ---- */

/* Takes what stands before the next member or item: a comma, or the end. 1, 0 or an error. */
static int next(struct stream *stream, bool first, char end)
{
	if (fleet_stream_take(stream, end))
		return 0;
	if (!first && !fleet_stream_take(stream, ','))
		return stream->error ? stream->error : -EBADMSG;
	return 1;
}

int fleet_stream_key(struct stream *stream, bool first, struct piece *key)
{
	int more = next(stream, first, '}');

	if (more <= 0)
		return more;
	if (fleet_stream_peek(stream) != '"')
		return stream->error ? stream->error : -EBADMSG;
	int error = fleet_stream_value(stream, false, key);

	if (error)
		return error;
	stream->kept = true;
	stream->keep = (size_t)(key->text - stream->bytes);
	if (!fleet_stream_take(stream, ':') || !fleet_stream_peek(stream))
		error = stream->error ? stream->error : -EBADMSG;
	stream->kept = false;
	key->text = stream->bytes + stream->keep;
	return error ? error : 1;
}

int fleet_stream_member(struct stream *stream, bool first, struct piece *key, struct piece *value)
{
	int more = fleet_stream_key(stream, first, key);

	if (more <= 0)
		return more;
	stream->kept = true;
	stream->keep = (size_t)(key->text - stream->bytes);
	int error = fleet_stream_value(stream, false, value);

	stream->kept = false;
	key->text = stream->bytes + stream->keep;
	return error ? error : 1;
}

int fleet_stream_item(struct stream *stream, bool first, struct piece *value)
{
	int more = next(stream, first, ']');

	if (more <= 0)
		return more;
	int error = fleet_stream_value(stream, false, value);

	return error ? error : 1;
}

bool fleet_piece_is(const struct piece *key, const char *word)
{
	size_t length = strlen(word);

	return key->length == length + 2 && !memcmp(key->text + 1, word, length);
}
