/* SPDX-License-Identifier: MIT */
/*
 * YAML with libyaml. The emitter knows which texts break the syntax, but not which ones a parser would read as
 * something else: `no`, `1e3`, `0705` and `12:30` are not strings in YAML 1.1. So a text is written plain only if it is
 * certain to come back as the same text, and quoted otherwise.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "facts/formats/module.h"

struct yaml_context {
	yaml_emitter_t emitter;
	FILE *file;
};

/* libyaml reports kinds of failure, not errno; a failed write has left its own. */
static int failure(const struct yaml_context *context)
{
	if (context->emitter.error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	return ferror(context->file) && errno ? -errno : -EIO;
}

static int emit(struct yaml_context *context, yaml_event_t *event, int made)
{
	if (!made)
		return -ENOMEM;
	return yaml_emitter_emit(&context->emitter, event) ? 0 : failure(context); /* frees the event */
}

static int yaml_begin(struct yaml_context *context)
{
	yaml_event_t event;
	int error = emit(context, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));

	if (!error)
		error = emit(context, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
	return error;
}

static void *yaml_open(FILE *file)
{
	struct yaml_context *context = calloc(1, sizeof(*context));

	if (!context || !yaml_emitter_initialize(&context->emitter)) {
		free(context);
		return NULL;
	}
	context->file = file;
	yaml_emitter_set_output_file(&context->emitter, file);
	yaml_emitter_set_unicode(&context->emitter, 1);
	yaml_emitter_set_width(&context->emitter, -1);
	if (yaml_begin(context) == 0)
		return context;
	yaml_emitter_delete(&context->emitter);
	free(context);
	return NULL;
}

/* Words that a YAML 1.1 parser reads as a truth value or null. */
static bool is_reserved(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	return false;
}

/* Text that begins with a letter and has only these characters is not a number, date or indicator. */
static bool is_plain(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *text && strchr(letters, *text) && !is_reserved(text) &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-")];
}

static int scalar(struct yaml_context *context, const char *text, bool plain)
{
	yaml_event_t event;
	yaml_scalar_style_t style = plain ? YAML_PLAIN_SCALAR_STYLE : YAML_SINGLE_QUOTED_SCALAR_STYLE;

	return emit(context, &event,
	            yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
	                                         (int)strlen(text), plain, 1, style));
}

static int count(struct yaml_context *context, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
	return scalar(context, digits, true);
}

static int value_of(struct yaml_context *context, const struct tree_event *event)
{
	yaml_event_t out;
	int made;

	switch (event->kind) {
	case XF_MAP_OPEN:
		made = yaml_mapping_start_event_initialize(&out, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
		return emit(context, &out, made);
	case XF_MAP_CLOSE:
		return emit(context, &out, yaml_mapping_end_event_initialize(&out));
	case XF_SEQ_OPEN:
		made = yaml_sequence_start_event_initialize(&out, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE);
		return emit(context, &out, made);
	case XF_SEQ_CLOSE:
		return emit(context, &out, yaml_sequence_end_event_initialize(&out));
	case XF_SCALAR_BOOL:
		return scalar(context, event->truth ? "true" : "false", true);
	case XF_SCALAR_COUNT:
		return count(context, event->count);
	default:
		return scalar(context, event->text, is_plain(event->text));
	}
}

static int yaml_receive(void *self, const struct tree_event *event)
{
	bool closes = event->kind == XF_MAP_CLOSE || event->kind == XF_SEQ_CLOSE;
	int error = event->key && !closes ? scalar(self, event->key, is_plain(event->key)) : 0;

	return error ? error : value_of(self, event);
}

static int yaml_close(void *self, int error)
{
	struct yaml_context *context = self;
	yaml_event_t event;

	if (!error)
		error = emit(context, &event, yaml_document_end_event_initialize(&event, 1));
	if (!error)
		error = emit(context, &event, yaml_stream_end_event_initialize(&event));
	if (!error && fflush(context->file))
		error = -errno;
	yaml_emitter_delete(&context->emitter);
	free(context);
	return error;
}

XF_EXPORT extern const struct encoder xenfacts_encoder;
const struct encoder xenfacts_encoder = {
	.version = XF_MODULE_VERSION,
	.name = "yaml",
	.open = yaml_open,
	.receive = yaml_receive,
	.close = yaml_close,
};
