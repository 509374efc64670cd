/* SPDX-License-Identifier: MIT */
/** @file Is an output valid in its format? Asked of the libraries that read it elsewhere, where there is one. */
#ifndef XF_FUZZ_VALID_H
#define XF_FUZZ_VALID_H

#include <jansson.h>
#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#include "core/util/parse.h"
#include "tests/fuzz/fuzz.h"

/** Is it one JSON document, without a key twice? */
static inline bool valid_json(const char *text, size_t size)
{
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	bool valid = json_is_object(root);

	json_decref(root);
	return valid;
}

/** Is it one YAML document? */
static inline bool valid_yaml(const char *text, size_t size)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int documents = 0;
	bool done = false, valid = yaml_parser_initialize(&parser);

	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	while (valid && !done) {
		valid = yaml_parser_parse(&parser, &event);
		documents += valid && event.type == YAML_DOCUMENT_START_EVENT;
		done = valid && event.type == YAML_STREAM_END_EVENT;
		if (valid)
			yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return valid && documents == 1;
}

/** May every character be printed anywhere? */
static inline bool valid_plain(const char *text, size_t size)
{
	for (size_t at = 0, step; at < size; at += step) {
		step = parse_plain(text + at, size - at);
		if (!step)
			return false;
	}
	return true;
}

/** Is it lines of such characters? */
static inline bool valid_text(const char *text, size_t size)
{
	for (const char *end; size; size -= (size_t)(end + 1 - text), text = end + 1) {
		end = memchr(text, '\n', size);
		if (!end || !valid_plain(text, (size_t)(end - text)))
			return false;
	}
	return true;
}

/** The length of a name of a metric or label at the front of a text; 0: there is none. */
static inline size_t valid_metric_name(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	return *text >= '0' && *text <= '9' ? 0 : length;
}

/** Skips `{name="value",...}`, with its escapes; NULL if it is broken. */
static inline const char *valid_labels(const char *at)
{
	char before = '{';

	while (*at == before || (before == ',' && *at == ',')) {
		size_t name = valid_metric_name(++at);

		if (!name || strncmp(at + name, "=\"", 2))
			return NULL;
		for (at += name + 2; *at && *at != '\n' && *at != '"'; at++)
			if (*at == '\\' && !strchr("\\n\"", *++at))
				return NULL;
		if (*at++ != '"')
			return NULL;
		before = ',';
	}
	return *at == '}' ? at + 1 : NULL;
}

/** Is it what node_exporter reads: comments and samples, each with a name, labels and a number, none with a time? */
static inline bool valid_metrics(const char *text)
{
	char *end;

	for (; *text; text = end + 1) {
		if (*text == '#') {
			if (!(end = strchr(text, '\n')))
				return false;
			continue;
		}
		size_t name = valid_metric_name(text);
		const char *at = text + name;

		if (name && *at == '{')
			at = valid_labels(at);
		if (!name || !at || *at != ' ')
			return false;
		strtod(at + 1, &end);
		if (end == at + 1 || *end != '\n')
			return false;
	}
	return true;
}

#endif
