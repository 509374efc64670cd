/* SPDX-License-Identifier: MIT */
/** @file Memory of one run: allocate, never free one by one, drop everything at once. */
#ifndef XF_ARENA_H
#define XF_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/** A new, empty arena; NULL if there is no memory. The caller owns it. */
struct arena *arena_new(void);
/** Frees the arena and everything that came from it. NULL is fine. */
void arena_free(struct arena *arena);
/** Did an allocation ever fail? Sticky, so that callers may check once, at the end. */
bool arena_failed(const struct arena *arena);
/** `size` zeroed bytes, aligned for any type; NULL, and sticky failure, if there is no memory. */
void *arena_alloc(struct arena *arena, size_t size);
/** A copy of `size` bytes, of a text, followed by a NUL; not aligned. NULL if there is no memory. */
char *arena_dup(struct arena *arena, const char *bytes, size_t size);
/** A copy of a string; "" if there is no memory, so that the result can always be read. */
const char *arena_str(struct arena *arena, const char *string);
/** vsnprintf(3), but several times as fast for a format whose only conversion is %s. */
int arena_vprint(char *to, size_t room, const char *format, va_list args) __attribute__((format(printf, 3, 0)));
/** A formatted string; "" if there is no memory. */
const char *arena_fmt(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** As arena_fmt, from a va_list. */
const char *arena_vfmt(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/**
 * Room for one more element after `count` elements of `size` bytes. Returns the array, moved if it had to grow (it
 * holds 4, then doubles, so `count` alone tells the capacity), or NULL. What moved is no longer where it was: pointers
 * to elements end, and the result must be kept whatever fails next.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#endif
