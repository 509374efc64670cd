/* SPDX-License-Identifier: MIT */
/* What several commands print for machines: the events that an encoder receives for a report, made by hand. */
#include "core/cli/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/errors.h"

/* Sends one event to the encoder, unless an earlier one failed. */
static void send(struct document *document, const struct tree_event *event)
{
	if (!document->error)
		document->error = document->encoder->receive(document->context, event);
}

int cli_document_open(struct document *document, struct arena *arena, const char *format)
{
	const char *wrong = "";

	*document = (struct document){ .format = format_find(format) };
	document->encoder = format_encoder(arena, document->format, &wrong);
	if (!document->encoder)
		return cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
	document->context = document->encoder->open(stdout);
	if (!document->context)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	send(document, &(struct tree_event){ .kind = XF_MAP_OPEN, .path = "" });
	return XF_EXIT_OK;
}

void cli_document_map(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_OPEN, .key = key, .path = key });
}

void cli_document_end(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_CLOSE, .path = key });
}

void cli_document_list(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_SEQ_OPEN, .key = key, .path = key });
}

void cli_document_list_end(struct document *document)
{
	send(document, &(struct tree_event){ .kind = XF_SEQ_CLOSE, .path = "" });
}

void cli_document_text(struct document *document, const char *key, const char *text)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_TEXT, .key = key, .path = key, .text = text });
}

void cli_document_count(struct document *document, const char *key, uint64_t count)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_COUNT, .key = key, .path = key, .count = count });
}

void cli_document_words(struct document *document, const char *key, const char *words)
{
	cli_document_list(document, key);
	while (*words && !document->error) {
		size_t length = strcspn(words, " ");
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		cli_document_text(document, NULL, word);
		words += length + (words[length] == ' ');
	}
	cli_document_list_end(document);
}

int cli_document_close(struct document *document)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_CLOSE, .path = "" });
	int error = document->encoder->close(document->context, document->error);

	if (!error)
		return XF_EXIT_OK;
	return ferror(stdout) ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) :
		cli_fail_errno(XF_OP_FORMAT, document->format->name, error);
}
