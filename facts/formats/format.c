/* SPDX-License-Identifier: MIT */
/* The table of formats, and writing a report in one of them. */
#include "facts/formats/format.h"

#include <errno.h>
#include <string.h>

#include "core/util/object.h"
#include "facts/formats/encode.h"

/* One row is one format; its name is said once. OWN has its encoder in the program: format_NAME, of the file NAME.c. */
#define FORMATS(ROW, OWN) \
	OWN(json) \
	ROW(yaml, .module = "yaml") \
	OWN(text) \
	OWN(flat) \
	ROW(prometheus, .metrics = format_prometheus) \
	ROW(ansible, .encoder = &format_json, .answers = true) \
	ROW(facter, .encoder = &format_json, .answers = true, .around = { "xenfacts" }) \
	ROW(salt, .encoder = &format_json, .answers = true, .around = { "xenfacts" })

#define AS_NOTHING(word, ...)
#define AS_DECLARATION(word) extern const struct encoder format_##word;
#define AS_FORMAT(word, ...) { .name = #word, __VA_ARGS__ },
#define AS_OWN_FORMAT(word) AS_FORMAT(word, .encoder = &format_##word)
#define AS_WORD(word, ...) " " #word
#define AS_OWN_WORD(word) " " #word

FORMATS(AS_NOTHING, AS_DECLARATION)
static const struct format formats[] = { FORMATS(AS_FORMAT, AS_OWN_FORMAT) };
const char format_names[] = FORMATS(AS_WORD, AS_OWN_WORD);
const char format_report_names[] = "html svg" FORMATS(AS_WORD, AS_OWN_WORD);

const struct format format_module = {
	.encoder = &format_json, .answers = true, .around = { "ansible_facts", "ansible_xenfacts" },
};

const char *const format_slim[] = {
	"domain", "mode", "platform", "problem_count", "problems", "schema", "spectrum", "version", NULL,
};

const char *const *format_profile(const char *name)
{
	return strcmp(name, XF_PROFILE_SLIM) ? NULL : format_slim;
}

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

void format_prepare(const void *format)
{
	const struct format *own = format;
	struct arena *arena = own && own->module ? arena_new() : NULL;
	const char *wrong; /* format_encoder will find the same, and tell its caller */

	if (arena)
		object_module(arena, own->module, "xenfacts_encoder", &wrong);
	arena_free(arena);
}

const struct encoder *format_encoder(struct arena *arena, const struct format *format,
                                     const char **wrong)
{
	if (format->encoder)
		return format->encoder;
	return object_module(arena, format->module, "xenfacts_encoder", wrong);
}

/* ---- maps around the facts ---- */

/* Sits between the report and the encoder: gives the outermost map a name within another. */
struct inner {
	const struct encoder *encoder;
	void *context;
	const char *name;
};

static int receive(void *context, const struct tree_event *event)
{
	const struct inner *inner = context;
	struct tree_event named = *event;

	if (!*named.path && named.kind == XF_MAP_OPEN)
		named.key = inner->name;
	return inner->encoder->receive(inner->context, &named);
}

static int send(const struct inner *inner, enum tree_event_kind kind, const char *key)
{
	struct tree_event event = { .kind = kind, .key = key, .path = "-" };

	return inner->encoder->receive(inner->context, &event);
}

/*
 * Writes maps around the report, the outermost first; after the inner of two, the key that Ansible expects of a module.
 */
static int walk(struct inner *inner, const struct format *format, const struct report *report,
                const char *const *keys, const char **missing)
{
	const char *const *around = format->around;
	size_t depth = around[0] ? around[1] ? 2 : 1 : 0;
	int error = 0;

	inner->name = depth ? around[depth - 1] : NULL;
	for (size_t i = 0; i < depth && !error; i++)
		error = send(inner, XF_MAP_OPEN, i ? around[i - 1] : NULL);
	if (!error)
		error = format_tree_walk(report, keys, receive, inner, keys == format_slim ? NULL : missing);
	if (!error && depth == 2)
		error = send(inner, XF_MAP_CLOSE, NULL);
	if (!error && depth == 2)
		error = send(inner, XF_SCALAR_BOOL, "changed");
	return !error && depth ? send(inner, XF_MAP_CLOSE, NULL) : error;
}

/* ---- writing ---- */

static int ignore(void *context, const struct tree_event *event)
{
	(void)context;
	(void)event;
	return 0;
}

static int encode(const struct format *format, FILE *file, const struct report *report,
                  const char *const *keys, const char **wrong)
{
	struct inner inner = { .encoder = format_encoder(report->arena, format, wrong) };

	if (!inner.encoder)
		return -ELIBACC;
	inner.context = inner.encoder->open(file);
	return inner.context ? inner.encoder->close(inner.context, walk(&inner, format, report, keys, wrong)) :
		-ENOMEM;
}

int format_write(const struct format *format, FILE *file, const struct report *report,
                 const char *const *keys, const char **wrong)
{
	*wrong = "";
	/* Checked before anything is written, so that a wrong key leaves no partial document. */
	if (keys && keys != format_slim && format_tree_walk(report, keys, ignore, NULL, wrong) == -ENOENT)
		return -ENOENT;
	int error = format->metrics ? format->metrics(file, report) : encode(format, file, report, keys, wrong);

	return error ? error : format_flush(file, 0);
}
