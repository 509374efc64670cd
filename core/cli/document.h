/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A document on standard output: an object by key, written by the encoders of the facts, so that all output of the
 * program looks alike. Keys must be added in sorted order.
 */
#ifndef XF_CLI_DOCUMENT_H
#define XF_CLI_DOCUMENT_H

#include <stdint.h>

#include "facts/formats/format.h"

/** A document being written. */
struct document {
	const struct format *format;
	const struct encoder *encoder;
	void *context;
	int error; /**< the first one; nothing is written after it */
};

/** Begins a document in the format "json" or "yaml". Returns an exit code; close it if that is XF_EXIT_OK. */
int cli_document_open(struct document *document, struct arena *arena, const char *format);
/** Opens a map below a key; NULL: within a list. */
void cli_document_map(struct document *document, const char *key);
/** Closes that map. */
void cli_document_end(struct document *document, const char *key);
/** Opens a list below a key. */
void cli_document_list(struct document *document, const char *key);
/** Closes that list. */
void cli_document_list_end(struct document *document);
/** Adds a text; a NULL key: to a list. */
void cli_document_text(struct document *document, const char *key, const char *text);
/** Adds a number. */
void cli_document_count(struct document *document, const char *key, uint64_t count);
/** Adds words, separated by single blanks, as a list. */
void cli_document_words(struct document *document, const char *key, const char *words);
/** Ends the document. Returns an exit code. */
int cli_document_close(struct document *document);

#endif
