/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A document: an object by key, written by the encoders of the facts, so that all output of the program looks alike.
 * Keys must be added in sorted order.
 */
#ifndef XF_DOCUMENT_H
#define XF_DOCUMENT_H

#include <stdint.h>

#include "facts/formats/module.h"

/** A document being written. */
struct document {
	const struct encoder *encoder;
	void *context;
	int error; /**< the first one; nothing is written after it */
};

/** Begins a document in `file`. 0; close it then. Or -ENOMEM. */
int format_document_open(struct document *document, const struct encoder *encoder, FILE *file);
/** Opens a map below a key; NULL: within a list. */
void format_document_map(struct document *document, const char *key);
/** Closes that map. */
void format_document_end(struct document *document, const char *key);
/** Opens a list below a key. */
void format_document_list(struct document *document, const char *key);
/** Closes that list. */
void format_document_list_end(struct document *document);
/** Adds a text; a NULL key: to a list. */
void format_document_text(struct document *document, const char *key, const char *text);
/** Adds a number. */
void format_document_count(struct document *document, const char *key, uint64_t count);
/** Adds words, separated by single blanks, as a list. */
void format_document_words(struct document *document, const char *key, const char *words);
/** Adds all facts of a report, as `facts` prints them, below a key. */
void format_document_facts(struct document *document, const char *key, const struct report *report);
/** Ends the document. 0 or -errno: the first error, or that of a write. */
int format_document_close(struct document *document);

#endif
