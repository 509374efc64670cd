/* SPDX-License-Identifier: MIT */
/** @file Reading a manifest line by line and word by word; errors name file, line and what was expected. */
#ifndef XF_MANIFEST_LEX_H
#define XF_MANIFEST_LEX_H

#include "core/machine/guest.h"

/** Where the reader stands. */
struct xf_lexer {
	struct xf_arena *arena;
	const char *name;     /**< of the file */
	const char *at, *end; /**< what is not yet read */
	size_t line;          /**< number of the line in `text`, from 1 */
	const char *text;     /**< the line, without its newline */
	size_t size;
	const char **wrong;   /**< receives the sentence of an error */
};

/** The words of a line that are not yet read; `at` is NULL behind the last. */
struct xf_words {
	const char *at, *end;
};

/** Ends with "NAME:LINE: expected ...". Returns -EINVAL, or -ENOMEM. */
int xf_lex_wrong(struct xf_lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Each returns 0, -EINVAL with a sentence, or -ENOMEM; `what` says what stands there in a good file. */

/** Goes to the next line. */
int xf_lex_line(struct xf_lexer *lexer);
/** Decodes \xNN into *out, which has room for `size` bytes, and moves it; `tabs` may stand as they are. */
int xf_lex_decode(struct xf_lexer *lexer, const char *text, size_t size, bool tabs, char **out);
/** The next word, decoded. */
int xf_lex_word(struct xf_lexer *lexer, struct xf_words *words, const char *what, const char **word);
/** No further word. */
int xf_lex_end(struct xf_lexer *lexer, const struct xf_words *words, const char *what);
/** A flat path. */
int xf_lex_path(struct xf_lexer *lexer, struct xf_words *words, const char **path);
/** A number of that base, at most `most`. */
int xf_lex_number(struct xf_lexer *lexer, struct xf_words *words, const char *what, unsigned base,
                  uint64_t *number, uint64_t most);

#endif
