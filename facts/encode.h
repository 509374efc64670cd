/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The serial formats that need no library, so that a plain run loads none. They have the same shape as
 * those in modules/; both write what arrives at once.
 */
#ifndef XF_ENCODE_H
#define XF_ENCODE_H

#include "module.h"

/**
 * For people: one fact on a line, "key: value", indented by two blanks for each level; a list is one
 * line with ", " between its items.
 */
extern const struct xf_encoder xf_encode_text;
/**
 * For grep(1): "whole.key=value" lines in the order of the keys; a list has one line for each of its
 * items, and an empty one has nothing behind the "=".
 */
extern const struct xf_encoder xf_encode_flat;

/** Writes out what is left of a document that `error` ended, or 0: 0 or -errno. */
int xf_encode_flush(FILE *file, int error);

#endif
