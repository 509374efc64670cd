/* SPDX-License-Identifier: MIT */
/* The keys of all facts, one a line, without their values. */
#include "facts/formats/encode.h"

static void *keys_open(FILE *file)
{
	return file;
}

static int keys_receive(void *file, const struct tree_event *event)
{
	if (event->kind >= XF_SCALAR_BOOL)
		fprintf(file, "%s\n", event->path);
	return 0;
}

static int keys_close(void *file, int error)
{
	return format_flush(file, error);
}

const struct encoder format_keys = {
	.version = XF_MODULE_VERSION,
	.name = "keys",
	.open = keys_open,
	.receive = keys_receive,
	.close = keys_close,
};
