/* SPDX-License-Identifier: MIT */
/* An allocator in which one allocation fails, or all from one on. */
#include "tests/unit/starve.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/util/arena.h"

/*
 * What the allocator must remember between calls, which no argument can carry. The pointer is volatile, as clang 14
 * takes what a constant pointer at file scope points to for constant too. Not
 * all of it is 0: in .bss, the processes of a coverage build would share it (tests/coverage/counters.c).
 */
static struct tally {
	unsigned long asked; /* allocations so far */
	unsigned long fails; /* number of the one that fails; 0: none */
	bool all_behind;     /* those behind it fail too, as when memory is used up */
	bool pieces;         /* it is pieces of an arena that are counted, not the arena's blocks */
	bool set;            /* always */
} *const volatile tally = &(struct tally){ .set = true };

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__real_arena_alloc(struct arena *arena, size_t size);
char *__real_arena_dup(struct arena *arena, const char *bytes, size_t size);
void *__real_arena_grow(struct arena *arena, void *array, size_t count, size_t size);
const char *__real_arena_str(struct arena *arena, const char *string);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
char *__wrap_arena_dup(struct arena *arena, const char *bytes, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t count, size_t size);
const char *__wrap_arena_str(struct arena *arena, const char *string);
const char *__wrap_arena_fmt(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool refused(bool piece)
{
	unsigned long number = piece == tally->pieces ? ++tally->asked : 0;

	if (!number)
		return false;
	if (!tally->fails || number < tally->fails || (number > tally->fails && !tally->all_behind))
		return false;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return refused(false) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refused(false) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return refused(false) ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return refused(false) ? NULL : __real_strdup(text);
}

/* A block holds hundreds of pieces, so of a block's failure only the first of them would feel. */
void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
	return __real_arena_alloc(arena, refused(true) ? SIZE_MAX : size);
}

char *__wrap_arena_dup(struct arena *arena, const char *bytes, size_t size)
{
	return refused(true) ? __real_arena_alloc(arena, SIZE_MAX) : __real_arena_dup(arena, bytes, size);
}

void *__wrap_arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	return refused(true) ? __real_arena_alloc(arena, SIZE_MAX) : __real_arena_grow(arena, array, count, size);
}

const char *__wrap_arena_str(struct arena *arena, const char *string)
{
	return refused(true) ? (__real_arena_alloc(arena, SIZE_MAX), "") : __real_arena_str(arena, string);
}

const char *__wrap_arena_fmt(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *text = refused(true) ? (__real_arena_alloc(arena, SIZE_MAX), "") : arena_vfmt(arena, format, args);
	va_end(args);
	return text;
}

void starve(int (*work)(const void *subject, char **text), const void *subject, struct starving how)
{
	char *whole = NULL;

	*tally = (struct tally){ .pieces = how.pieces, .set = true };
	assert_int_equal(work(subject, &whole), 0);
	unsigned long total = tally->asked, short_of = 0, tried = 0;

	assert_true(total > 10);
	for (unsigned long n = 1; n <= total; n += 1 + total / how.steps, tried++) {
		char *text = NULL;

		*tally = (struct tally){ .fails = n, .all_behind = how.all_behind, .pieces = how.pieces, .set = true };
		int error = work(subject, &text);

		starve_once(0);
		bool said = !error && (strstr(text, strerror(ENOMEM)) || strstr(text, "not enough memory"));

		if (error ? error != -ENOMEM : strcmp(text, whole) && !said)
			fail_msg("allocation %lu of %lu failed: %d", n, total, error);
		short_of += error == -ENOMEM;
		free(text);
	}
	assert_true(short_of > tried / 8); /* not every allocation is missed */
	free(whole);
}

void starve_once(unsigned long number)
{
	*tally = (struct tally){ .fails = number, .set = true };
}
