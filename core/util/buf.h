/* SPDX-License-Identifier: MIT */
/** @file A growing buffer, and a strict reader of one that another process filled. */
#ifndef XF_BUF_H
#define XF_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes to send. Zero-initialised is empty; running out of memory sticks in `failed`. */
struct buf {
	char *bytes;
	size_t size, room;
	bool failed;
};

/** Frees the bytes; the buffer is empty again. */
void buf_free(struct buf *buf);
/** Makes room for that many more bytes; false if there is no memory. */
bool buf_reserve(struct buf *buf, size_t size);
/** Appends raw bytes. */
void buf_put(struct buf *buf, const void *bytes, size_t size);
/** Appends a number of 1, 4 or 8 bytes in this machine's byte order: both ends are the same program. */
void buf_u8(struct buf *buf, uint8_t value);
void buf_u32(struct buf *buf, uint32_t value);
void buf_u64(struct buf *buf, uint64_t value);
/** Appends a string: its length, its bytes, a NUL. */
void buf_str(struct buf *buf, const char *string);

/** Received bytes. Reading beyond the end, or a bad string, sticks in `bad` and yields 0 or "". */
struct cursor {
	const char *at, *end;
	bool bad;
};

/** The next number. */
uint8_t buf_read_u8(struct cursor *cursor);
uint32_t buf_read_u32(struct cursor *cursor);
uint64_t buf_read_u64(struct cursor *cursor);
/** The next string; it points into the cursor's own bytes. */
const char *buf_read_str(struct cursor *cursor);

#endif
