/* SPDX-License-Identifier: MIT */
/** @file Reads a manifest line by line and word by word; errors name file, line and what was expected. */
#ifndef XF_MANIFEST_LEX_H
#define XF_MANIFEST_LEX_H

#include "core/machine/guest.h"

/** The reader's position. */
struct guest_lexer {
	struct arena *arena;
	const char *name;     /**< of the file */
	const char *at, *end; /**< what has not been read yet */
	size_t line;          /**< number of the line in `text`, from 1 */
	const char *text;     /**< the line, without its newline */
	size_t size;
	const char **wrong; /**< receives the sentence of an error */
};

/** The words of a line that have not been read yet; `at` is NULL after the last. */
struct guest_words {
	const char *at, *end;
};

/** Fails with "NAME:LINE: expected ...". Returns -EINVAL, or -ENOMEM. */
int machine_lex_wrong(struct guest_lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Each returns 0, -EINVAL with a sentence, or -ENOMEM; `what` says what belongs there. */

/** Advances to the next line. */
int machine_lex_line(struct guest_lexer *lexer);
/** Decodes \xNN into *out, which has room for `size` bytes, and advances it; with `tabs`, raw tabs are allowed. */
int machine_lex_decode(struct guest_lexer *lexer, const char *text, size_t size, bool tabs, char **out);
/** The next word, decoded. */
int machine_lex_word(struct guest_lexer *lexer, struct guest_words *words, const char *what, const char **word);
/** Expects no further word. */
int machine_lex_end(struct guest_lexer *lexer, const struct guest_words *words, const char *what);
/** A flat path. */
int machine_lex_path(struct guest_lexer *lexer, struct guest_words *words, const char **path);
/** A number in that base, at most `most`. */
int machine_lex_number(struct guest_lexer *lexer, struct guest_words *words, const char *what, unsigned base,
                       uint64_t *number, uint64_t most);

#endif
