/* SPDX-License-Identifier: MIT */
/*
 * Reads a saved report, or takes one that was just made. JSON is read by jansson, which a plain run must not load, so
 * that part is the module `saved`; flat text needs no library.
 */
#include <errno.h>
#include <string.h>

#include "core/util/object.h"
#include "core/util/parse.h"
#include "facts/formats/module.h"
#include "facts/saved/saved.h"

#define EXPECTED "expected a report as `xenfacts facts` prints it, in the format json or flat"

/* ---- a report of this process ---- */

struct take {
	struct saved *saved;
	struct arena *arena;
};

static int take(void *context, const struct tree_event *event)
{
	const struct take *self = context;
	char number[XF_NUMBER_SIZE];
	const char *text = format_scalar_text(event, number);

	return text ? saved_add(self->saved, self->arena, event->path, text, strlen(text)) : 0;
}

int saved_take(struct saved *saved, const struct report *report)
{
	struct take self = { saved, report->arena };
	const char *missing;

	*saved = (struct saved){ .count = 0 };
	int error = format_tree_walk(report, NULL, take, &self, &missing);

	saved_seal(saved);
	return error;
}

/* ---- flat text ---- */

/* Parts that are names, with dots between. */
static bool is_key(const char *key)
{
	size_t length = parse_name(key);

	while (length && key[length] == '.') {
		key += length + 1;
		length = parse_name(key);
	}
	return length && !key[length];
}

/* One line, without its end. 0, -EINVAL or another error of saved_add. */
static int read_line(struct saved *saved, struct arena *arena, const char *line, size_t size)
{
	char key[XF_SAVED_KEY_CAP];
	const char *equals = memchr(line, '=', size);
	size_t length = equals ? (size_t)(equals - line) : 0;

	if (!length || length >= sizeof(key))
		return -EINVAL;
	memcpy(key, line, length);
	key[length] = '\0';
	return is_key(key) ? saved_add(saved, arena, key, equals + 1, size - length - 1) : -EINVAL;
}

static int read_flat(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
                     const char **wrong)
{
	const char *end = bytes + size;
	int error = 0;

	for (size_t number = 1; bytes < end && !error; number++) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t length = (size_t)((stop ? stop : end) - bytes);

		error = read_line(saved, arena, bytes, length);
		if (error == -EINVAL)
			*wrong = arena_fmt(arena, "%s:%zu: " EXPECTED, name, number);
		bytes += length + 1;
	}
	return error;
}

/* ---- either ---- */

static int read_json(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
                     const char **wrong)
{
	const struct saved_module *module = object_module(arena, "saved", "xenfacts_saved", wrong);

	return module ? module->read(saved, arena, name, bytes, size, wrong) : -ELIBACC;
}

int saved_read(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
               const char **wrong)
{
	size_t blank = 0;

	*saved = (struct saved){ .count = 0 };
	*wrong = "";
	while (blank < size && bytes[blank] && strchr(" \t\r\n", bytes[blank]))
		blank++;
	bool json = blank < size && bytes[blank] == '{';
	int error = (json ? read_json : read_flat)(saved, arena, name, bytes, size, wrong);

	saved_seal(saved);
	if (error == -E2BIG)
		*wrong = arena_fmt(arena, "%s: it has more than %u facts", name, XF_REPORT_CAP);
	else if (!error && !saved_value(saved, "schema"))
		*wrong = arena_fmt(arena, "%s: " EXPECTED, name);
	return error == -E2BIG || (!error && **wrong) ? -EINVAL : error;
}
