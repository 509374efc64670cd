/* SPDX-License-Identifier: MIT */
/** @file Lists of what the program knows: filled by list-fill.c, shown by cmd-list.c. */
#ifndef XF_CLI_LIST_H
#define XF_CLI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/probe/session.h"

#define XF_LIST_COLUMNS 6

/** One column after the key; `list`: its text is words, which a document has as a list. */
struct cli_list_column {
	const char *name;
	bool list;
	bool number;
};

/** One line: a key and the text of each column; NULL for nothing. */
struct cli_list_item {
	const char *key;
	const char *text[XF_LIST_COLUMNS];
};

/** A list. Columns are sorted by name, as they are in a document; `shown` is their order in a table. */
struct cli_list {
	const char *title; /* heading of the key */
	const struct cli_list_column *columns;
	size_t column_count;
	const size_t *shown;
	size_t shown_count;
	struct arena *arena;
	struct cli_list_item *items; /* sorted by key once filled */
	size_t count;
};

/** Fills a list of "plugins", "facts", "rules", "problems" or "advice". 0 or -ENOMEM. */
int cli_list_fill(struct cli_list *list, const struct session *session, const char *what);

#endif
