/* SPDX-License-Identifier: MIT */
/*
 * Reads YAML that a person wrote, with libyaml. Every node keeps its line and column, since most mistakes are found
 * later, by code that knows what belongs there. Aliases are refused: a few lines of them expand to gigabytes. A mistake
 * ends the reading only if what follows it cannot be understood.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "facts/formats/module.h"
#include "core/util/parse.h"

#define DEPTH_CAP 8
#define NO_ANCHORS "anchors and tags are not supported"

struct reading {
	struct arena *arena;
	yaml_parser_t parser;
	reader_wrong_fn *wrong;
	void *context;                       /* of wrong */
	struct reader_node *open[DEPTH_CAP]; /* maps and lists that are still open */
	struct reader_node **end[DEPTH_CAP]; /* where the next node of each goes */
	size_t depth;
	struct reader_node *key;  /* of a map, read and waiting for its value */
	struct reader_node *text; /* the last value */
};

static void say(const struct reading *reading, yaml_mark_t mark, const char *sentence)
{
	reading->wrong(reading->context, (unsigned)mark.line + 1, (unsigned)mark.column + 1, sentence);
}

/* A mistake after which nothing can be read. */
static int mistake(const struct reading *reading, yaml_mark_t mark, const char *sentence)
{
	say(reading, mark, sentence);
	return -EINVAL;
}

/*
 * libyaml's own message for broken syntax; "did not find expected ':'" is clear enough. The value before it cannot be
 * trusted: without a closing brace, it extends over the next line.
 */
static int broken(struct reading *reading)
{
	const yaml_parser_t *parser = &reading->parser;

	if (reading->text)
		reading->text->kind = XF_NODE_WRONG;
	if (parser->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	if (parser->error == YAML_READER_ERROR)
		return mistake(reading, parser->mark, "it is not UTF-8 text");
	const char *problem = parser->problem ? parser->problem : "it is not valid YAML";

	return mistake(reading, parser->problem_mark, arena_str(reading->arena, problem));
}

/* Values go into file names, headers and our log: control characters have no business there. */
static bool is_clean(const char *text, size_t length)
{
	for (size_t at = 0, step; at < length; at += step) {
		step = parse_plain(text + at, length - at);
		if (!step)
			return false;
	}
	return true;
}

static struct reader_node *new_node(struct reading *reading, enum reader_node_kind kind, yaml_mark_t mark)
{
	struct reader_node *node = arena_alloc(reading->arena, sizeof(*node));

	if (!node)
		return NULL;
	node->kind = kind;
	node->text = "";
	node->line = (unsigned)mark.line + 1;
	node->column = (unsigned)mark.column + 1;
	return node;
}

/* Attaches a node; in a map, its key has already been read. */
static void attach(struct reading *reading, struct reader_node **root, struct reader_node *node)
{
	if (reading->key) {
		node->key = reading->key->text;
		node->key_line = reading->key->line;
		node->key_column = reading->key->column;
		reading->key = NULL;
	}
	if (!reading->depth) {
		*root = node;
		return;
	}
	*reading->end[reading->depth - 1] = node;
	reading->end[reading->depth - 1] = &node->next;
}

/* Is a map's next key read now? */
static bool at_key(const struct reading *reading)
{
	return reading->depth && reading->open[reading->depth - 1]->kind == XF_NODE_MAP && !reading->key;
}

/* In place of a value that cannot be used. A key that cannot be used ends the file: what follows may belong to it. */
static int take_wrong(struct reading *reading, struct reader_node **root, yaml_mark_t mark, const char *sentence)
{
	struct reader_node *node = new_node(reading, XF_NODE_WRONG, mark);

	say(reading, mark, sentence);
	if (at_key(reading))
		return -EINVAL;
	if (!node)
		return -ENOMEM;
	attach(reading, root, node);
	return 0;
}

static int take_text(struct reading *reading, struct reader_node **root, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	if (event->data.scalar.anchor || event->data.scalar.tag)
		say(reading, event->start_mark, NO_ANCHORS);
	if (!is_clean(text, length))
		return take_wrong(reading, root, event->start_mark,
		                  "a value must be one line without control characters");
	struct reader_node *node = new_node(reading, XF_NODE_TEXT, event->start_mark);

	if (!node)
		return -ENOMEM;
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	node->text = arena_dup(reading->arena, text, length);
	if (!node->text)
		return -ENOMEM;
	if (!node->quoted && (!strcmp(node->text, "~") || !strcmp(node->text, "null")))
		node->text = "";
	if (at_key(reading))
		reading->key = node;
	else
		attach(reading, root, reading->text = node);
	return 0;
}

static int open_node(struct reading *reading, struct reader_node **root, const yaml_event_t *event)
{
	bool map = event->type == YAML_MAPPING_START_EVENT;
	const yaml_char_t *anchor = map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
	const yaml_char_t *tag = map ? event->data.mapping_start.tag : event->data.sequence_start.tag;

	if (anchor || tag)
		say(reading, event->start_mark, NO_ANCHORS);
	if (at_key(reading))
		return mistake(reading, event->start_mark, "a key must be a word");
	if (reading->depth == DEPTH_CAP)
		return mistake(reading, event->start_mark, "this is nested too deeply");
	struct reader_node *node = new_node(reading, map ? XF_NODE_MAP : XF_NODE_LIST, event->start_mark);

	if (!node)
		return -ENOMEM;
	attach(reading, root, node);
	reading->open[reading->depth] = node;
	reading->end[reading->depth++] = &node->first;
	return 0;
}

/* 1: the end of the document was reached. */
static int take(struct reading *reading, struct reader_node **root, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return take_wrong(reading, root, event->start_mark, "aliases are not supported; write the value out");
	case YAML_SCALAR_EVENT:
		return take_text(reading, root, event);
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		return open_node(reading, root, event);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		reading->depth--;
		return 0;
	case YAML_DOCUMENT_START_EVENT:
		return *root ? mistake(reading, event->start_mark, "a file must hold a single document") : 0;
	default:
		return event->type == YAML_STREAM_END_EVENT;
	}
}

static int reader_read(struct arena *arena, const char *bytes, size_t size, struct reader_node **root,
                       reader_wrong_fn *wrong, void *context)
{
	struct reading reading = { .arena = arena, .wrong = wrong, .context = context };
	int state = 0;

	*root = NULL;
	if (!yaml_parser_initialize(&reading.parser))
		return -ENOMEM;
	yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reading.parser, (const unsigned char *)bytes, size);
	while (!state) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reading.parser, &event)) {
			state = broken(&reading);
			break;
		}
		state = take(&reading, root, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&reading.parser);
	return state < 0 ? state : arena_failed(arena) ? -ENOMEM : 0;
}

XF_EXPORT extern const struct reader_module xenfacts_reader;
const struct reader_module xenfacts_reader = {
	.version = XF_MODULE_VERSION,
	.read = reader_read,
};
