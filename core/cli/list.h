/* SPDX-License-Identifier: MIT */
/** @file Lists of what the program knows: filled by list-fill.c, shown by cmd-list.c. */
#ifndef XF_CLI_LIST_H
#define XF_CLI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/probe/session.h"

#define XF_LIST_COLUMNS 6

/** One column behind the key; `list`: its text is words, and a document has a list of them. */
struct xf_list_column {
	const char *name;
	bool list;
	bool number;
};

/** One line: a key and what stands in the columns; NULL for nothing. */
struct xf_list_item {
	const char *key;
	const char *text[XF_LIST_COLUMNS];
};

/** A list. Columns are sorted by name, as they are in a document; `shown` is their order in a table. */
struct xf_list {
	const struct xf_list_column *columns;
	size_t column_count;
	const size_t *shown;
	size_t shown_count;
	struct xf_arena *arena;
	struct xf_list_item *items; /* sorted by key once filled */
	size_t count;
};

/** Fills a list of "plugins", "facts" or "rules". 0 or -ENOMEM. */
int xf_list_fill(struct xf_list *list, const struct xf_session *session, const char *what);

#endif
