/* SPDX-License-Identifier: MIT */
/* What several commands print for machines: the events that an encoder receives for a report, made by hand. */
#include "facts/formats/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Sends one event to the encoder, unless an earlier one failed. */
static void send(struct document *document, const struct tree_event *event)
{
	if (!document->error)
		document->error = document->encoder->receive(document->context, event);
}

int format_document_open(struct document *document, const struct encoder *encoder, FILE *file)
{
	*document = (struct document){ .encoder = encoder, .context = encoder->open(file) };
	if (!document->context)
		return -ENOMEM;
	send(document, &(struct tree_event){ .kind = XF_MAP_OPEN, .path = "" });
	return 0;
}

void format_document_map(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_OPEN, .key = key, .path = key });
}

void format_document_end(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_CLOSE, .path = key });
}

void format_document_list(struct document *document, const char *key)
{
	send(document, &(struct tree_event){ .kind = XF_SEQ_OPEN, .key = key, .path = key });
}

void format_document_list_end(struct document *document)
{
	send(document, &(struct tree_event){ .kind = XF_SEQ_CLOSE, .path = "" });
}

void format_document_text(struct document *document, const char *key, const char *text)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_TEXT, .key = key, .path = key, .text = text });
}

void format_document_count(struct document *document, const char *key, uint64_t count)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_COUNT, .key = key, .path = key, .count = count });
}

void format_document_words(struct document *document, const char *key, const char *words)
{
	format_document_list(document, key);
	while (*words && !document->error) {
		size_t length = strcspn(words, " ");
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		format_document_text(document, NULL, word);
		words += length + (words[length] == ' ');
	}
	format_document_list_end(document);
}

/* A report within a document: its outermost map has a key there. */
struct part {
	struct document *document;
	const char *key;
};

static int receive(void *context, const struct tree_event *event)
{
	const struct part *part = context;
	struct tree_event named = *event;

	if (!*named.path)
		named.key = named.path = part->key;
	return part->document->encoder->receive(part->document->context, &named);
}

void format_document_facts(struct document *document, const char *key, const struct report *report)
{
	struct part part = { document, key };
	const char *missing;

	if (!document->error)
		document->error = format_tree_walk(report, NULL, receive, &part, &missing);
}

int format_document_close(struct document *document)
{
	send(document, &(struct tree_event){ .kind = XF_MAP_CLOSE, .path = "" });
	return document->encoder->close(document->context, document->error);
}
