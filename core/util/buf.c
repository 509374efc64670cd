/* SPDX-License-Identifier: MIT */
/* A growing buffer and its strict reader: the pipe between us and a worker, which runs plugins. */
#include "core/util/buf.h"

#include <stdlib.h>
#include <string.h>

void buf_free(struct buf *buf)
{
	free(buf->bytes);
	*buf = (struct buf){ 0 };
}

bool buf_reserve(struct buf *buf, size_t size)
{
	size_t room = buf->room ? buf->room : 4096;

	if (buf->failed || size > SIZE_MAX / 4 - buf->size) {
		buf->failed = true;
		return false;
	}
	while (room < buf->size + size)
		room *= 2;
	if (room != buf->room) {
		char *bytes = realloc(buf->bytes, room);

		if (!bytes) {
			buf->failed = true;
			return false;
		}
		buf->bytes = bytes;
		buf->room = room;
	}
	return true;
}

void buf_put(struct buf *buf, const void *bytes, size_t size)
{
	if (!size || !buf_reserve(buf, size))
		return;
	memcpy(buf->bytes + buf->size, bytes, size);
	buf->size += size;
}

void buf_u8(struct buf *buf, uint8_t value)
{
	buf_put(buf, &value, sizeof(value));
}

void buf_u32(struct buf *buf, uint32_t value)
{
	buf_put(buf, &value, sizeof(value));
}

void buf_u64(struct buf *buf, uint64_t value)
{
	buf_put(buf, &value, sizeof(value));
}

void buf_str(struct buf *buf, const char *string)
{
	size_t length = strlen(string);

	buf_u32(buf, (uint32_t)length);
	buf_put(buf, string, length + 1);
}

static void take(struct cursor *cursor, void *value, size_t size)
{
	memset(value, 0, size);
	if (cursor->bad || (size_t)(cursor->end - cursor->at) < size) {
		cursor->bad = true;
		return;
	}
	memcpy(value, cursor->at, size);
	cursor->at += size;
}

uint8_t buf_read_u8(struct cursor *cursor)
{
	uint8_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint32_t buf_read_u32(struct cursor *cursor)
{
	uint32_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint64_t buf_read_u64(struct cursor *cursor)
{
	uint64_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

const char *buf_read_str(struct cursor *cursor)
{
	uint32_t length = buf_read_u32(cursor);
	const char *string = cursor->at;

	/* The first NUL must be the one after the string: its stated length and strlen must agree. */
	if (cursor->bad || (size_t)(cursor->end - cursor->at) <= length ||
	    memchr(string, '\0', (size_t)length + 1) != string + length) {
		cursor->bad = true;
		return "";
	}
	cursor->at += length + 1;
	return string;
}
