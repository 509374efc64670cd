/* SPDX-License-Identifier: MIT */
/** @file The wording of failures: what happened, why, and what to do. */
#ifndef XF_CLI_ERRORS_H
#define XF_CLI_ERRORS_H

#include <stddef.h>
#include <stdio.h>

#include "core/cli/cli.h"
#include "core/probe/session.h"
#include "core/util/nearest.h"

/** What was being done when a function returned -errno: a step of a session, or one of these. */
enum cli_operation {
	XF_OP_OUTPUT = XF_STEPS, XF_OP_FORMAT, XF_OP_GATHER, XF_OP_RECORD, XF_OP_NEW, XF_OP_PLUGIN, XF_OP_CONFIG,
	XF_OP_AGENT, XF_OP_SAVED, XF_OP_FLEET,
	XF_OPERATIONS,
};

/** A buffer for one sentence. */
struct sentence {
	char text[4096 + 512];
};

/**
 * Prints text that may quote an argument or a file's name, which can hold anything: what could move the cursor, forge a
 * line or reorder text is escaped, as by parse_clean.
 */
void cli_put_clean(FILE *file, const char *text);
/** Prints "xenfacts: MESSAGE", cleaned, and returns `code`. */
int cli_fail(enum exit_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Prints what failed on `name`, why and what to do; `error` is an -errno. Returns the exit code. */
int cli_fail_errno(unsigned operation, const char *name, int error);
/** Prints why a session failed. Returns the exit code. */
int cli_fail_session(const struct session_failure *failure);
/** The same sentence, without the "xenfacts: " prefix, in the buffer. */
const char *cli_failure_text(struct sentence *sentence, const struct session_failure *failure);
/** Why a report could not be written to `place`; `error` is what format_write returned. In the buffer. */
const char *cli_write_text(struct sentence *sentence, const char *format, const char *place, int error,
                           const char *wrong);
/** Prints what was wrong with the command line and where to find help. Returns XF_EXIT_USAGE. */
int cli_fail_usage(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** As cli_fail_usage for an unknown word; adds what was probably meant. */
int cli_fail_word(const struct command *command, const char *what, const struct nearest *nearest);
/** The first sentence of that, in the buffer. */
const char *cli_word_text(struct sentence *sentence, const struct command *command, const char *what,
                          const struct nearest *nearest);

#endif
