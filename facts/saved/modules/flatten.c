/* SPDX-License-Identifier: MIT */
/*
 * JSON to flat keys. The document is hostile: it may nest deeper, have other keys and other types than any report of
 * ours. What no version of xenfacts can have written is refused, by the name of its key.
 */
#include "facts/saved/modules/flatten.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/util/parse.h"

#define AROUND 4 /* maps around a report: `local`, `ansible_facts`, `ansible_local`, `xenfacts` */

json_t *module_report_in(json_t *document)
{
	static const char *const around[] = { "xenfacts", "ansible_xenfacts", "ansible_facts", "ansible_local",
		"values", "local" };
	json_t *at = document;

	for (size_t depth = 0; at && depth <= AROUND; depth++) {
		json_t *inner = NULL;

		if (json_is_integer(json_object_get(at, "schema")))
			return at;
		for (size_t i = 0; i < sizeof(around) / sizeof(around[0]) && !inner; i++)
			inner = json_object_get(at, around[i]);
		at = inner;
	}
	return NULL;
}

/* Where the walk is. */
struct flattening {
	struct saved *saved;
	struct arena *arena;
	const char **wrong;
	char key[XF_SAVED_KEY_CAP];
	size_t depth;
};

static int refuse(struct flattening *self, const char *what)
{
	*self->wrong = arena_fmt(self->arena, "%s%s%s", self->key, *self->key ? " " : "it ", what);
	return -EINVAL;
}

static int add_scalar(struct flattening *self, json_t *value)
{
	char number[24];

	if (json_is_string(value))
		return saved_add(self->saved, self->arena, self->key, json_string_value(value),
		                 json_string_length(value));
	if (json_is_boolean(value))
		return saved_add(self->saved, self->arena, self->key, json_is_true(value) ? "true" : "false",
		                 json_is_true(value) ? 4 : 5);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return refuse(self, "has a value that no fact has");
	int length = snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));

	return saved_add(self->saved, self->arena, self->key, number, (size_t)length);
}

static int add_list(struct flattening *self, json_t *list)
{
	json_t *item;
	size_t at;
	int error = 0;

	json_array_foreach (list, at, item) {
		error = json_is_string(item) ? add_scalar(self, item) : refuse(self, "has an item that is not a text");
		if (error)
			break;
	}
	return error;
}

/* Appends a part to the key. Returns where it was cut before, or 0: the part is not one of a key. */
static size_t enter(struct flattening *self, const char *part)
{
	size_t length = strlen(self->key);
	size_t need = strlen(part) + (length != 0);

	if (!parse_is_name(part) || length + need >= sizeof(self->key) || self->depth == XF_SAVED_DEPTH)
		return SIZE_MAX;
	snprintf(self->key + length, sizeof(self->key) - length, "%s%s", length ? "." : "", part);
	self->depth++;
	return length;
}

static int add_map(struct flattening *self, json_t *map);

static int add(struct flattening *self, const char *part, json_t *value)
{
	size_t length = enter(self, part);

	if (length == SIZE_MAX)
		return refuse(self, "has a key that no report has");
	int error = json_is_object(value) ? add_map(self, value) :
		json_is_array(value) ? add_list(self, value) : add_scalar(self, value);

	if (error != -EINVAL)
		self->key[length] = '\0';
	self->depth--;
	return error;
}

/* NOLINTNEXTLINE(misc-no-recursion): XF_SAVED_DEPTH ends it */
static int add_map(struct flattening *self, json_t *map)
{
	const char *part;
	json_t *value;
	int error = 0;

	json_object_foreach (map, part, value) {
		error = add(self, part, value);
		if (error)
			break;
	}
	return error;
}

int module_flatten(struct saved *saved, struct arena *arena, json_t *report, const char **wrong)
{
	struct flattening self = { .saved = saved, .arena = arena, .wrong = wrong };

	*wrong = "";
	return json_is_object(report) ? add_map(&self, report) : refuse(&self, "is not an object");
}
