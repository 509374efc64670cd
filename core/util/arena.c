/* SPDX-License-Identifier: MIT */
/*
 * An arena: blocks that are filled from the front and freed together. A failed allocation is remembered, so that a run
 * of hundreds of small allocations needs one check, at its end.
 */
#include "core/util/arena.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (32u << 10) /* most runs need two or three of these */

struct block {
	struct block *next, *before;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the first one has room, the others are full */
	bool failed;
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

bool arena_failed(const struct arena *arena)
{
	return arena->failed;
}

static struct block *add_block(struct arena *arena, struct block *block, size_t size, size_t used)
{
	if (!block) {
		arena->failed = true;
		return NULL;
	}
	block->next = block->before = NULL;
	block->size = size;
	block->used = used;
	return block;
}

/* Puts a block into the list, after another one or at the front. */
static void insert(struct arena *arena, struct block *block, struct block *before)
{
	struct block **place = before ? &before->next : &arena->blocks;

	block->before = before;
	block->next = *place;
	if (block->next)
		block->next->before = block;
	*place = block; /* NOLINT(-Wanalyzer-malloc-leak): arena_free walks this list */
}

/* A large request gets its own block after the first, which stays the one to fill. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct block *block = NULL;

	if (size < SIZE_MAX - sizeof(*block))
		block = calloc(1, sizeof(*block) + size); /* large zeroed blocks come from the kernel untouched */
	block = add_block(arena, block, size, size);
	if (!block)
		return NULL;
	insert(arena, block, arena->blocks);
	return block->bytes;
}

/* Bytes of a block, not zeroed: zeroing a whole block would touch pages that a short run never needs. */
static void *take(struct arena *arena, size_t size, size_t align)
{
	struct block *first = arena->blocks;
	size_t begin = first ? (first->used + align - 1) & ~(align - 1) : 0;

	if (!first || begin > first->size || first->size - begin < size) {
		struct block *block = add_block(arena, malloc(sizeof(*block) + BLOCK_SIZE), BLOCK_SIZE, 0);

		if (!block)
			return NULL;
		insert(arena, block, NULL);
		first = block;
		begin = 0;
	}
	first->used = begin + size;
	return first->bytes + begin;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > BLOCK_SIZE / 4)
		return alloc_large(arena, size);
	void *bytes = take(arena, size ? size : 1, _Alignof(max_align_t));

	return bytes ? memset(bytes, 0, size) : NULL;
}

/* Room for a text of that size and its NUL. */
static char *take_text(struct arena *arena, size_t size)
{
	return size < BLOCK_SIZE / 4 ? take(arena, size + 1, 1) :
	       size < SIZE_MAX       ? arena_alloc(arena, size + 1) : NULL;
}

char *arena_dup(struct arena *arena, const char *bytes, size_t size)
{
	char *copy = take_text(arena, size);

	if (!copy)
		return NULL;
	if (size)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

const char *arena_str(struct arena *arena, const char *string)
{
	const char *copy = arena_dup(arena, string, strlen(string));

	return copy ? copy : "";
}

static bool has_only_strings(const char *format)
{
	for (; (format = strchr(format, '%')); format += 2)
		if (format[1] != 's')
			return false;
	return true;
}

/* Writes what there is room for of a format whose only conversion is %s, without a NUL; the size of all of it. */
static size_t put_strings(char *to, size_t room, const char *format, va_list args)
{
	size_t size = 0;

	while (*format) {
		bool string = *format == '%';
		const char *from = string ? va_arg(args, const char *) : format;
		size_t length = string ? strlen(from) : (size_t)(strchrnul(from, '%') - from);

		if (size < room)
			memcpy(to + size, from, length < room - size ? length : room - size);
		size += length;
		format += string ? 2 : length;
	}
	return size;
}

/* Most formats have only %s; printf would cost more for them than all rules do. */
static const char *join(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	size_t size = put_strings(NULL, 0, format, args);
	char *result = take_text(arena, size);

	if (result)
		result[put_strings(result, size, format, again)] = '\0';
	va_end(again);
	return result ? result : "";
}

int arena_vprint(char *to, size_t room, const char *format, va_list args)
{
	if (!has_only_strings(format))
		return vsnprintf(to, room, format, args);
	size_t size = put_strings(to, room ? room - 1 : 0, format, args);

	if (room)
		to[size < room ? size : room - 1] = '\0';
	return size > INT_MAX ? -1 : (int)size;
}

const char *arena_vfmt(struct arena *arena, const char *format, va_list args)
{
	if (has_only_strings(format))
		return join(arena, format, args);
	char small[256];
	va_list again;
	va_copy(again, args);
	int length = vsnprintf(small, sizeof(small), format, args);
	const char *result = "";

	if (length >= 0 && (size_t)length < sizeof(small)) {
		const char *copy = arena_dup(arena, small, (size_t)length);

		result = copy ? copy : "";
	} else if (length >= 0) {
		char *copy = take_text(arena, (size_t)length);

		if (copy) {
			vsnprintf(copy, (size_t)length + 1, format, again);
			result = copy;
		}
	}
	va_end(again);
	return result;
}

const char *arena_fmt(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *result = arena_vfmt(arena, format, args);
	va_end(args);
	return result;
}

/* Frees an array that has moved, if it had a block of its own: else half of all memory would be arrays as they were. */
static void give_back(struct arena *arena, void *array, size_t size)
{
	if (size <= BLOCK_SIZE / 4)
		return;
	struct block *block = (struct block *)((char *)array - offsetof(struct block, bytes));

	*(block->before ? &block->before->next : &arena->blocks) = block->next;
	if (block->next)
		block->next->before = block->before;
	free(block);
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	bool full = count == 0 || (count >= 4 && !(count & (count - 1)));
	size_t room = count ? count * 2 : 4;

	if (!full)
		return array;
	if (room > SIZE_MAX / 2 / size) {
		arena->failed = true;
		return NULL;
	}
	void *bigger = arena_alloc(arena, room * size);

	if (bigger && count) {
		memcpy(bigger, array, count * size);
		give_back(arena, array, count * size);
	}
	return bigger;
}
