/* SPDX-License-Identifier: MIT */
/*
 * The indented form for people. No text contains a line break (facts are cleaned when they are said), so each line is
 * exactly one fact.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "facts/formats/encode.h"

struct text_context {
	FILE *file;
	int depth; /* number of open maps */
	bool in_list;
	size_t items; /* of the open list */
};

static void *text_open(FILE *file)
{
	struct text_context *context = calloc(1, sizeof(*context));

	if (context)
		context->file = file;
	return context;
}

/* Writes what precedes a value: "key: " on a new line, or a comma within a list. */
static void begin(struct text_context *context, const struct tree_event *event)
{
	if (context->in_list)
		fputs(context->items++ ? ", " : " ", context->file);
	else if (event->key)
		fprintf(context->file, "%*s%s:%s", 2 * (context->depth - 1), "", event->key,
		        event->kind >= XF_SCALAR_BOOL ? " " : "");
}

static void scalar(struct text_context *context, const struct tree_event *event)
{
	if (event->kind == XF_SCALAR_BOOL)
		fputs(event->truth ? "true" : "false", context->file);
	else if (event->kind == XF_SCALAR_COUNT)
		fprintf(context->file, "%" PRIu64, event->count);
	else
		fputs(event->text, context->file);
	if (!context->in_list)
		fputc('\n', context->file);
}

static void open_or_close(struct text_context *context, const struct tree_event *event)
{
	if (event->kind == XF_MAP_OPEN) {
		if (event->key)
			fputc('\n', context->file);
		context->depth++;
	} else if (event->kind == XF_MAP_CLOSE) {
		context->depth--;
	} else {
		context->in_list = event->kind == XF_SEQ_OPEN;
		context->items = 0;
		if (!context->in_list)
			fputc('\n', context->file);
	}
}

static int text_receive(void *self, const struct tree_event *event)
{
	struct text_context *context = self;

	if (event->kind != XF_MAP_CLOSE && event->kind != XF_SEQ_CLOSE)
		begin(context, event);
	if (event->kind >= XF_SCALAR_BOOL)
		scalar(context, event);
	else
		open_or_close(context, event);
	return 0;
}

int format_flush(FILE *file, int error)
{
	if (!error && fflush(file))
		error = -errno;
	if (!error && ferror(file))
		error = -EIO; /* an earlier write failed, and its errno is lost */
	return error;
}

static int text_close(void *self, int error)
{
	struct text_context *context = self;

	error = format_flush(context->file, error);
	free(context);
	return error;
}

const struct encoder format_text = {
	.version = XF_MODULE_VERSION,
	.name = "text",
	.open = text_open,
	.receive = text_receive,
	.close = text_close,
};
