/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What is wrong with a configuration. All of it is collected, so that a person corrects everything at once; the number
 * that is kept is bounded, since a file of another kind is wrong in every line.
 */
#ifndef XF_MISTAKES_H
#define XF_MISTAKES_H

#include "core/util/arena.h"

#define XF_MISTAKES_CAP 100u

/** One mistake, and where; `line` 0: the file as a whole. */
struct config_mistake {
	const char *file;
	unsigned line, column; /**< from 1 */
	const char *sentence;  /**< "" if `error` says it */
	int error;             /**< the -errno of a file or folder that cannot be read, else 0 */
};

/** All mistakes of a configuration. Start with `{ .count = 0 }`. */
struct config_mistakes {
	struct config_mistake list[XF_MISTAKES_CAP];
	size_t count; /**< of the list */
	size_t more;  /**< those that were found when the list was full */
};

/** Adds a mistake; the sentence is the arena's, and is not made if the list is full. */
void config_mistakes_add(struct config_mistakes *mistakes, struct arena *arena, const char *file, unsigned line,
                         unsigned column, const char *format, ...) __attribute__((format(printf, 6, 7)));
/** Adds a file or folder that cannot be read; `error` is an -errno. */
void config_mistakes_unreadable(struct config_mistakes *mistakes, const char *file, int error);
/** How many there are, those left out included. */
size_t config_mistakes_total(const struct config_mistakes *mistakes);
/** Sorts them by file, line and column. */
void config_mistakes_sort(struct config_mistakes *mistakes);

#endif
