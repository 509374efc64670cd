/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A report as a stream of events in sorted order: the input of every encoder. The stream alone decides which keys
 * machines see, so that all formats agree.
 */
#ifndef XF_TREE_H
#define XF_TREE_H

#include "facts/report.h"

/** Kinds of event. */
enum tree_event_kind {
	XF_MAP_OPEN = 1, XF_MAP_CLOSE, XF_SEQ_OPEN, XF_SEQ_CLOSE, XF_SCALAR_BOOL, XF_SCALAR_COUNT,
	XF_SCALAR_TEXT,
};

/** One event. `key` is NULL for the outermost map and within a sequence. */
struct tree_event {
	enum tree_event_kind kind;
	const char *key;
	const char *path; /**< whole dotted key, "" for the outermost map */
	bool truth;
	uint64_t count;
	const char *text;
};

/** Receives one event; 0 continues, -errno stops the walk with that error. */
typedef int tree_receive_fn(void *context, const struct tree_event *event);

#define XF_NUMBER_SIZE 24u /**< bytes of a count as text, its NUL included */

/** A scalar as the format flat prints it; a count is written to `number`. NULL: the event is not a scalar. */
const char *format_scalar_text(const struct tree_event *event, char number[XF_NUMBER_SIZE]);

/**
 * Sends the whole report, or only what is at or below one of `keys` (NULL: all) and, below `unknown`, why such a fact
 * is unknown. 0, -ENOENT if one of the keys names nothing (*missing is it; with `missing` NULL, such a key is left
 * out), or what the receiver returned.
 */
int format_tree_walk(const struct report *report, const char *const *keys, tree_receive_fn *receive,
                     void *context, const char **missing);

#endif
