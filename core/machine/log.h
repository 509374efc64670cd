/* SPDX-License-Identifier: MIT */
/** @file The kernel log: reading it, and skipping what precedes a line's text. */
#ifndef XF_LOG_H
#define XF_LOG_H

#include "core/machine/machine.h"

/**
 * The log of the running kernel, by one syslog(2) call. DENIED without CAP_SYSLOG if kernel.dmesg_restrict is set
 * (kernel/printk/printk.c, check_syslog_permissions).
 */
void machine_log_live(struct arena *arena, struct machine_answer *answer);
/**
 * Leaves of a log's text, in place, what is evidence: without "<6>" priorities at line starts; without lines that a
 * process wrote, as far as priorities show it, those that repeat the command line, and those of other domains that
 * Xen's console shows; lines that a mail program broke are whole again. The new size; text[size] must be writable, and
 * becomes NUL.
 */
size_t machine_log_clean(char *text, size_t size);
/** Answers with a copy of a log's text, cleaned. */
void machine_log_answer(struct machine_answer *answer, struct arena *arena, const char *text, size_t size);
/** The text of a line after "[    0.000000] " and, with CONFIG_PRINTK_CALLER, "[    T0] ". */
const char *machine_log_text(const char *line);
/**
 * How much of such a text is evidence, of `length` bytes: of "Linux version 6.1.0 (user@host) (compiler)" up to the
 * release, as whoever built the kernel chose the rest (init/version.c, linux_banner). A record blanks that name.
 */
size_t machine_log_evidence(const char *text, size_t length);

#endif
