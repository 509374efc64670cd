/* SPDX-License-Identifier: MIT */
/*
 * One saved report in JSON, with jansson, which refuses what is not UTF-8, NULs in texts, and more than one document.
 */
#include <errno.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/formats/module.h"
#include "facts/saved/modules/flatten.h"

static int read_report(struct saved *saved, struct arena *arena, const char *name, json_t *document,
                       const char **wrong)
{
	json_t *report = module_report_in(document);
	const char *why = json_string_value(json_object_get(report, "error")), *reason;

	if (!report) {
		*wrong = arena_fmt(arena, "%s: no report in it; save one with `xenfacts facts`", name);
		return -EINVAL;
	}
	if (json_integer_value(json_object_get(report, "schema")) != 1) {
		*wrong = arena_fmt(arena, "%s: its schema is not 1; update xenfacts to read it", name);
		return -EINVAL;
	}
	if (why) { /* what a tool gets when no report can be made (facts/formats/failure.c) */
		*wrong = arena_fmt(arena, "%s: no report could be made there: %s", name,
		                   parse_clean(arena, why, strlen(why), XF_TEXT_CAP));
		return -EINVAL;
	}
	int error = module_flatten(saved, arena, report, &reason);

	if (error == -EINVAL)
		*wrong = arena_fmt(arena, "%s: %s", name, reason);
	return error;
}

static int read_json(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
                     const char **wrong)
{
	json_error_t mistake;
	json_t *document = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &mistake);

	if (!document) {
		*wrong = arena_fmt(arena, "%s:%d: %s", name, mistake.line,
		                   parse_clean(arena, mistake.text, strlen(mistake.text), XF_TEXT_CAP));
		return json_error_code(&mistake) == json_error_out_of_memory ? -ENOMEM : -EINVAL;
	}
	int error = read_report(saved, arena, name, document, wrong);

	json_decref(document);
	return error;
}

XF_EXPORT extern const struct saved_module xenfacts_saved;
const struct saved_module xenfacts_saved = { .version = XF_MODULE_VERSION, .read = read_json };
