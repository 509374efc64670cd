/* SPDX-License-Identifier: MIT */
/* A growing buffer and its strict reader: the pipe between a worker, which runs plugins, and us. */
#include "core/util/buf.h"

#include <stdlib.h>
#include <string.h>

void xf_buf_free(struct xf_buf *buf)
{
	free(buf->bytes);
	*buf = (struct xf_buf){ 0 };
}

static bool reserve(struct xf_buf *buf, size_t size)
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

void xf_buf_put(struct xf_buf *buf, const void *bytes, size_t size)
{
	if (!size || !reserve(buf, size))
		return;
	memcpy(buf->bytes + buf->size, bytes, size);
	buf->size += size;
}

void xf_buf_u8(struct xf_buf *buf, uint8_t value)
{
	xf_buf_put(buf, &value, sizeof(value));
}

void xf_buf_u32(struct xf_buf *buf, uint32_t value)
{
	xf_buf_put(buf, &value, sizeof(value));
}

void xf_buf_u64(struct xf_buf *buf, uint64_t value)
{
	xf_buf_put(buf, &value, sizeof(value));
}

void xf_buf_str(struct xf_buf *buf, const char *string)
{
	size_t length = strlen(string);

	xf_buf_u32(buf, (uint32_t)length);
	xf_buf_put(buf, string, length + 1);
}

static void take(struct xf_cursor *cursor, void *value, size_t size)
{
	memset(value, 0, size);
	if (cursor->bad || (size_t)(cursor->end - cursor->at) < size) {
		cursor->bad = true;
		return;
	}
	memcpy(value, cursor->at, size);
	cursor->at += size;
}

uint8_t xf_cursor_u8(struct xf_cursor *cursor)
{
	uint8_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint32_t xf_cursor_u32(struct xf_cursor *cursor)
{
	uint32_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

uint64_t xf_cursor_u64(struct xf_cursor *cursor)
{
	uint64_t value;

	take(cursor, &value, sizeof(value));
	return value;
}

const char *xf_cursor_str(struct xf_cursor *cursor)
{
	uint32_t length = xf_cursor_u32(cursor);
	const char *string = cursor->at;

	/* The NUL must be the first one: a string is what its length says and what strlen sees. */
	if (cursor->bad || (size_t)(cursor->end - cursor->at) <= length ||
	    memchr(string, '\0', (size_t)length + 1) != string + length) {
		cursor->bad = true;
		return "";
	}
	cursor->at += length + 1;
	return string;
}
