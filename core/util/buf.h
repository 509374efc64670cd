/* SPDX-License-Identifier: MIT */
/** @file A growing run of bytes, and strict reading of what another process put in one. */
#ifndef XF_BUF_H
#define XF_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes to be sent. Zero-initialised is empty; running out of memory is sticky in `failed`. */
struct xf_buf {
	char *bytes;
	size_t size, room;
	bool failed;
};

/** Frees the bytes; the buffer is empty again. */
void xf_buf_free(struct xf_buf *buf);
/** Appends raw bytes. */
void xf_buf_put(struct xf_buf *buf, const void *bytes, size_t size);
/** Appends a number of 1, 4 or 8 bytes in this machine's byte order: both ends are one program. */
void xf_buf_u8(struct xf_buf *buf, uint8_t value);
void xf_buf_u32(struct xf_buf *buf, uint32_t value);
void xf_buf_u64(struct xf_buf *buf, uint64_t value);
/** Appends a string: its length, its bytes, a NUL. */
void xf_buf_str(struct xf_buf *buf, const char *string);

/** Bytes that came in. Reading beyond the end, or a bad string, is sticky in `bad` and yields 0 or "". */
struct xf_cursor {
	const char *at, *end;
	bool bad;
};

/** The next number. */
uint8_t xf_cursor_u8(struct xf_cursor *cursor);
uint32_t xf_cursor_u32(struct xf_cursor *cursor);
uint64_t xf_cursor_u64(struct xf_cursor *cursor);
/** The next string; it lies in the cursor's own bytes. */
const char *xf_cursor_str(struct xf_cursor *cursor);

#endif
