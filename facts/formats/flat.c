/* SPDX-License-Identifier: MIT */
/*
 * One "key=value" line for each scalar. Items of a list repeat their key instead of using a separator, since an item
 * may contain any separator; grep(1) and awk(1) can read it directly.
 */
#include <stdlib.h>

#include "facts/formats/encode.h"

struct flat_context {
	FILE *file;
	size_t items; /* of the open list */
};

static void *flat_open(FILE *file)
{
	struct flat_context *context = calloc(1, sizeof(*context));

	if (context)
		context->file = file;
	return context;
}

static int flat_receive(void *self, const struct tree_event *event)
{
	struct flat_context *context = self;
	char number[XF_NUMBER_SIZE];
	const char *text = format_scalar_text(event, number);

	if (event->kind == XF_SEQ_OPEN)
		context->items = 0;
	else if (text)
		fprintf(context->file, "%s=%s\n", event->path, text);
	else if (event->kind == XF_SEQ_CLOSE && !context->items)
		fprintf(context->file, "%s=\n", event->path);
	context->items += event->kind >= XF_SCALAR_BOOL;
	return 0;
}

static int flat_close(void *self, int error)
{
	struct flat_context *context = self;

	error = format_flush(context->file, error);
	free(context);
	return error;
}

const struct encoder format_flat = {
	.version = XF_MODULE_VERSION,
	.name = "flat",
	.open = flat_open,
	.receive = flat_receive,
	.close = flat_close,
};
