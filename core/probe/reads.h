/* SPDX-License-Identifier: MIT */
/** @file What an element of a plugin's `reads` says (xenfacts/plugin.h), for those who open, look at and record it. */
#ifndef XF_READS_H
#define XF_READS_H

#include <stdbool.h>
#include <stddef.h>

#define XF_READS_CAP 256u /**< bytes of an element, its NUL included; the registry holds plugins to it */

/**
 * The path of an element such as "/boot/config-* lines:CONFIG_XEN*", without what follows it. False when the
 * element is no path (log:, cpuid:) or too long.
 */
bool probe_reads_path(const char *element, char path[XF_READS_CAP]);
/** The pattern behind " lines:" in an element, which it belongs to; NULL if the file is wanted whole. */
const char *probe_reads_lines(const char *element);

/** Does a line, without its newline, match a pattern of probe_reads_lines? An probe_keep_fn. */
bool probe_reads_like(const void *pattern, const char *line);
/** Is a line, without its newline, one to keep? */
typedef bool probe_keep_fn(const void *self, const char *line);
/** Keeps the lines of a text that `keep` wants, in place, with their newlines. Returns the size that is left. */
size_t probe_reads_keep(char *text, size_t size, probe_keep_fn *keep, const void *self);

#endif
