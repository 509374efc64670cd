/* SPDX-License-Identifier: MIT */
/** @file A document on standard output; failures are reported on standard error. */
#ifndef XF_CLI_DOCUMENT_H
#define XF_CLI_DOCUMENT_H

#include "facts/formats/document.h"

struct arena;

/** Begins a document in the format "json" or "yaml". Returns an exit code; close it if that is XF_EXIT_OK. */
int cli_document_open(struct document *document, struct arena *arena, const char *format);
/** Ends the document. Returns an exit code. */
int cli_document_close(struct document *document);

#endif
