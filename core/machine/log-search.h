/* SPDX-License-Identifier: MIT */
/** @file Searching the kernel log for many patterns in one pass. */
#ifndef XF_MACHINE_LOG_SEARCH_H
#define XF_MACHINE_LOG_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "core/util/arena.h"

/** A pattern of fnmatch(3), and what the log says to it. */
struct log_pattern {
	const char *pattern;      /**< of a line's text, without time stamp */
	const char *line;         /**< text of the first line that matches; NULL: none does */
	uint64_t count;           /**< of the lines that match */
	struct log_pattern *also; /**< the next one to search for; NULL: it is the last */
	/* The rest belongs to the search. */
	const char *literal; /**< the longest part that a matching line contains as it is */
	size_t length;       /**< of the literal part, at least 2; 0: there is none, every line is tried */
	const char *tried;   /**< the end of the last line that was tried */
	struct log_pattern *next;
};

/**
 * Searches a log for all patterns; lines that match first are copied to the arena. The text ends with a NUL at
 * text[size]. Lines without any of the literal parts cost at most one step for each byte.
 */
void machine_log_search(struct arena *arena, const char *text, size_t size, struct log_pattern *patterns);

#endif
