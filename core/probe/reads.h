/* SPDX-License-Identifier: MIT */
/** @file Parses an element of a plugin's `reads` (xenfacts/plugin.h), for the code that opens, reads or records it. */
#ifndef XF_READS_H
#define XF_READS_H

#include <stdbool.h>
#include <stddef.h>

#define XF_READS_CAP 256u /**< bytes of an element, its NUL included; the registry enforces it */

/**
 * The path in an element such as "/boot/config-* lines:CONFIG_XEN*", without what follows it. False if the element is
 * not a path (log:, cpuid:) or is too long.
 */
bool probe_reads_path(const char *element, char path[XF_READS_CAP]);
/** Does an element allow this place, an absolute path? A slash at its end means the names in a folder. */
bool probe_reads_allows(const char *element, const char *place);
/** "lines:PATTERN" or "words:NAME...", a pointer into the element; NULL if the whole file is wanted. */
const char *probe_reads_part(const char *element);
/** Leaves only that part of a file's text, in place. Returns the new size. */
size_t probe_reads_cut(const char *part, char *text, size_t size);
/** The same with what any of the parts leaves; NULL, or parts of different kinds, leave the whole text. */
size_t probe_reads_cut_any(const char *const *parts, size_t count, char *text, size_t size);

/** Should a line, given without its newline, be kept? */
typedef bool probe_keep_fn(const void *self, const char *line);
/** Keeps only the lines that `keep` wants, in place, with their newlines. Returns the new size. */
size_t probe_reads_keep(char *text, size_t size, probe_keep_fn *keep, const void *self);

#endif
