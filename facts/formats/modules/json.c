/* SPDX-License-Identifier: MIT */
/*
 * JSON with jansson. The tree is built first and written at the end, so a walk that stops half-way does not leave half
 * a document: Ansible turns such output into a string and loses every fact in it. Text stays raw UTF-8, because Facter
 * reads JSON as YAML, whose parser rejects surrogate escapes.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "facts/formats/module.h"

#define DEPTH_CAP 32 /* a key of 191 bytes has no more parts than that with useful names */

struct json_context {
	FILE *file;
	json_t *root;
	json_t *open[DEPTH_CAP]; /* containers that are still open; borrowed from root */
	size_t depth;
};

static void *json_open(FILE *file)
{
	struct json_context *context = calloc(1, sizeof(*context));

	if (context)
		context->file = file;
	return context;
}

static json_t *value_of(const struct tree_event *event)
{
	switch (event->kind) {
	case XF_MAP_OPEN:
		return json_object();
	case XF_SEQ_OPEN:
		return json_array();
	case XF_SCALAR_BOOL:
		return json_boolean(event->truth);
	case XF_SCALAR_COUNT:
		return json_integer((json_int_t)event->count);
	default:
		return json_string(event->text);
	}
}

/* Adds a new value to the innermost open container, which then owns it. */
static int attach(struct json_context *context, const char *key, json_t *value)
{
	json_t *parent = context->depth ? context->open[context->depth - 1] : NULL;

	if (!parent) {
		json_decref(context->root);
		context->root = value;
		return 0;
	}
	if (json_is_object(parent))
		return json_object_set_new(parent, key, value) ? -ENOMEM : 0;
	return json_array_append_new(parent, value) ? -ENOMEM : 0;
}

static int json_receive(void *self, const struct tree_event *event)
{
	struct json_context *context = self;

	if (event->kind == XF_MAP_CLOSE || event->kind == XF_SEQ_CLOSE) {
		context->depth--;
		return 0;
	}
	json_t *value = value_of(event);
	bool opens = event->kind == XF_MAP_OPEN || event->kind == XF_SEQ_OPEN;
	int error = value ? attach(context, event->key, value) : -ENOMEM;

	if (error || !opens)
		return error;
	if (context->depth == DEPTH_CAP)
		return -E2BIG;
	context->open[context->depth++] = value;
	return 0;
}

static int json_write(const struct json_context *context)
{
	errno = 0;
	if (json_dumpf(context->root, context->file, JSON_INDENT(2)) < 0 ||
	    fputc('\n', context->file) == EOF || fflush(context->file))
		return errno ? -errno : -EIO;
	return 0;
}

static int json_close(void *self, int error)
{
	struct json_context *context = self;

	if (!error && context->root)
		error = json_write(context);
	json_decref(context->root);
	free(context);
	return error;
}

XF_EXPORT extern const struct encoder xenfacts_encoder;
const struct encoder xenfacts_encoder = {
	.version = XF_MODULE_VERSION,
	.name = "json",
	.open = json_open,
	.receive = json_receive,
	.close = json_close,
};
