/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The serial formats that need no library, so that a plain run loads none. They have the same shape as
 * those in modules/; both write what arrives at once.
 */
#ifndef XF_ENCODE_H
#define XF_ENCODE_H

#include "facts/formats/module.h"

/**
 * For people: one fact on a line, "key: value", indented by two blanks for each level; a list is one
 * line with ", " between its items.
 */
extern const struct encoder format_text;
/**
 * For grep(1): "whole.key=value" lines in the order of the keys; a list has one line for each of its
 * items, and an empty one has nothing behind the "=".
 */
extern const struct encoder format_flat;

/**
 * The line behind which all that moves by itself stands: counters, how long the run took, when it was. What stands
 * before it is the same byte for byte while the machine is; who keeps a file from being rewritten compares that part,
 * and must still write anew every now and then, or the time of the last success says that we are dead.
 */
#define XF_PROMETHEUS_MOVES "# What follows moves by itself.\n"

/**
 * For Prometheus: the text exposition format, as node_exporter's textfile collector takes it. No stream of events:
 * samples are chosen from the report, and what is moving is in none. Ends with a newline; no sample has a time. 0, or
 * -errno: -ENOMEM, or that of a write.
 */
int format_prometheus(FILE *file, const struct report *report);

/** Writes out what is left of a document that `error` ended, or 0: 0 or -errno. */
int format_flush(FILE *file, int error);

#endif
