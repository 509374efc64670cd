/* SPDX-License-Identifier: MIT */
/** @file Strict parsing of small values: every byte from outside is hostile. */
#ifndef XF_PARSE_H
#define XF_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/** A whole string as an unsigned number in `base` (10 or 16, "0x" allowed); -EINVAL or -ERANGE. */
int parse_u64(const char *text, unsigned base, uint64_t *value);
/** Length of the name at the front, [a-z][a-z0-9_]* and shorter than 64 bytes; 0: there is none. */
size_t parse_name(const char *text);
/** Is it a name, and nothing else? */
bool parse_is_name(const char *text);
/** Is it [A-Za-z0-9_]+? */
bool parse_is_word(const char *text);
/** Is it one of the space-separated words of `list`? */
bool parse_in(const char *text, const char *list);
/** The same, in upper or lower case. */
bool parse_in_any_case(const char *text, const char *list);
/** Length of the UTF-8 character at `bytes` if it may be printed as is anywhere (see parse_clean); else 0. */
size_t parse_plain(const char *bytes, size_t size);
/**
 * Text that is safe to print anywhere: valid UTF-8 stays; control characters, soft hyphens, byte-order and direction
 * marks and tags, which could disguise a line, and bytes that are not UTF-8 become \xNN. At most `cap` bytes of the
 * result are kept, cut between characters. Never NULL.
 */
const char *parse_clean(struct arena *arena, const char *bytes, size_t size, size_t cap);

#endif
