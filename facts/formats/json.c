/* SPDX-License-Identifier: MIT */
/*
 * JSON. No library is used: loading jansson cost a tenth of a whole report. The text is gathered and written at the
 * end, so a walk that stops half-way does not leave half a document: Ansible turns such output into a string and loses
 * every fact in it. Text stays raw UTF-8, because Facter reads JSON as YAML, whose parser rejects surrogate escapes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/buf.h"
#include "facts/formats/encode.h"

#define DEPTH_CAP 32 /* a key of 191 bytes has no more parts than that with useful names */

/* A map or list that is still open. */
struct container {
	char end; /* of its text */
	bool used;
};

struct json_context {
	FILE *file;
	struct buf text;
	struct container open[DEPTH_CAP];
	size_t depth;
};

static void *json_open(FILE *file)
{
	struct json_context *context = calloc(1, sizeof(*context));

	if (context)
		context->file = file;
	return context;
}

static void put(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

/* How many bytes at the front stand for themselves (RFC 8259, section 7)? */
static size_t plain_length(const char *text)
{
	size_t length = 0;

	while ((unsigned char)text[length] >= ' ' && text[length] != '"' && text[length] != '\\')
		length++;
	return length;
}

static void put_escaped(struct buf *out, char byte)
{
	static const char bytes[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
	const char *known = strchr(bytes, byte);
	char escape[8];

	if (known)
		snprintf(escape, sizeof(escape), "\\%c", letters[known - bytes]);
	else
		snprintf(escape, sizeof(escape), "\\u%04X", (unsigned char)byte);
	put(out, escape);
}

static void put_string(struct buf *out, const char *text)
{
	buf_put(out, "\"", 1);
	for (;;) {
		size_t length = plain_length(text);

		buf_put(out, text, length);
		text += length;
		if (!*text)
			break;
		put_escaped(out, *text++);
	}
	buf_put(out, "\"", 1);
}

static void put_count(struct buf *out, uint64_t count)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + count % 10);
	while (count /= 10);
	buf_put(out, digits + at, sizeof(digits) - at);
}

static void new_line(struct json_context *context)
{
	static const char blanks[] = "\n                                                                ";

	_Static_assert(sizeof(blanks) > 1 + 2 * DEPTH_CAP, "blanks for the deepest level");
	buf_put(&context->text, blanks, 1 + 2 * context->depth);
}

/* Writes what comes before a value: the comma after its elder sibling, its line, its key. */
static void begin(struct json_context *context, const char *key)
{
	if (!context->depth)
		return;
	struct container *parent = &context->open[context->depth - 1];

	if (parent->used)
		buf_put(&context->text, ",", 1);
	parent->used = true;
	new_line(context);
	if (parent->end == ']')
		return;
	put_string(&context->text, key);
	buf_put(&context->text, ": ", 2);
}

static int open_container(struct json_context *context, char start, char end)
{
	if (context->depth == DEPTH_CAP)
		return -E2BIG;
	buf_put(&context->text, &start, 1);
	context->open[context->depth++] = (struct container){ .end = end };
	return 0;
}

static int close_container(struct json_context *context)
{
	struct container last = context->open[--context->depth];

	if (last.used)
		new_line(context);
	buf_put(&context->text, &last.end, 1);
	return 0;
}

static int json_receive(void *self, const struct tree_event *event)
{
	struct json_context *context = self;

	if (event->kind == XF_MAP_CLOSE || event->kind == XF_SEQ_CLOSE)
		return close_container(context);
	begin(context, event->key);
	if (event->kind == XF_MAP_OPEN)
		return open_container(context, '{', '}');
	if (event->kind == XF_SEQ_OPEN)
		return open_container(context, '[', ']');
	if (event->kind == XF_SCALAR_BOOL)
		put(&context->text, event->truth ? "true" : "false");
	else if (event->kind == XF_SCALAR_COUNT)
		put_count(&context->text, event->count);
	else
		put_string(&context->text, event->text);
	return 0;
}

static int json_close(void *self, int error)
{
	struct json_context *context = self;

	buf_put(&context->text, "\n", 1);
	if (!error && context->text.failed)
		error = -ENOMEM;
	errno = 0;
	if (!error && (fwrite(context->text.bytes, 1, context->text.size, context->file) != context->text.size ||
	               fflush(context->file)))
		error = errno ? -errno : -EIO;
	buf_free(&context->text);
	free(context);
	return error;
}

const struct encoder format_json = {
	.version = XF_MODULE_VERSION,
	.name = "json",
	.open = json_open,
	.receive = json_receive,
	.close = json_close,
};
