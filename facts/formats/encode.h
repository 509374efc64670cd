/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The serial formats that need no library, so that a plain run loads none. They use the same interface as those in
 * modules/; both write each event as it arrives.
 */
#ifndef XF_ENCODE_H
#define XF_ENCODE_H

#include "facts/formats/module.h"

/** For programs: one object, indented by two blanks for each level. Nothing is written before it is complete. */
extern const struct encoder format_json;
/**
 * For people: one fact on a line, "key: value", indented by two blanks for each level; a list is one
 * line with ", " between its items.
 */
extern const struct encoder format_text;
/**
 * For grep(1): "whole.key=value" lines in key order; a list has one line for each of its items, and an empty one has
 * nothing after the "=".
 */
extern const struct encoder format_flat;

/**
 * The line that precedes everything that changes by itself: counters, how long the run took, when it was. What comes
 * before it is the same byte for byte as long as the machine is; a sink that avoids rewriting its file compares only
 * that part, and must still rewrite it now and then, or the time of the last success would say that we are dead.
 */
#define XF_PROMETHEUS_MOVES "# What follows moves by itself.\n"

/**
 * For Prometheus: the text exposition format, as node_exporter's textfile collector reads it. It is not an event
 * stream: samples are chosen from the report, and the tree has no moving values. Ends with a newline; no sample has a
 * time stamp. 0, or -errno: -ENOMEM, or that of a write.
 */
int format_prometheus(FILE *file, const struct report *report);

/** Flushes a document; `error` is what ended it, or 0. 0 or -errno. */
int format_flush(FILE *file, int error);

#endif
