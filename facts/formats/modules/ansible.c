/* SPDX-License-Identifier: MIT */
/* The argument file of an Ansible module, with jansson. Ansible adds keys of its own to the user's parameters. */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/formats/format.h"

static bool is_own(const char *key)
{
	static const char prefix[] = "_ansible_";

	return !strncmp(key, prefix, sizeof(prefix) - 1);
}

static bool is_call(json_t *arguments)
{
	const char *key;
	json_t *value;

	json_object_foreach (arguments, key, value)
		if (is_own(key))
			return true;
	return false;
}

/* Takes the user's parameters; NULL, or what is wrong with one. */
static json_t *take(struct arena *arena, json_t *arguments, const char **profile)
{
	const char *key;
	json_t *value;

	json_object_foreach (arguments, key, value) {
		const char *text = json_is_string(value) ? json_string_value(value) : "";

		if (is_own(key))
			continue;
		if (strcmp(key, "profile"))
			return json_sprintf("Unsupported parameter for xenfacts: %s. It takes: profile.", key);
		if (!parse_in(text, XF_PROFILE_NAMES))
			return json_sprintf("value of profile must be one of: %s, got: %s", XF_PROFILE_NAMES, text);
		*profile = arena_str(arena, text);
	}
	return NULL;
}

static int refuse(json_t *sentence, FILE *answer)
{
	json_t *said = json_pack("{s:b, s:o}", "failed", 1, "msg", sentence);
	int error = json_dumpf(said, answer, JSON_SORT_KEYS) || fputc('\n', answer) == EOF ? -ENOMEM : -EINVAL;

	json_decref(said);
	return error;
}

static int read_arguments(struct arena *arena, const char *bytes, size_t size, const char **profile, FILE *answer)
{
	json_t *arguments = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	bool call = is_call(arguments);
	json_t *wrong = call ? take(arena, arguments, profile) : NULL;

	json_decref(arguments);
	if (!call)
		return -ENOENT;
	return wrong ? refuse(wrong, answer) : 0;
}

XF_EXPORT extern const struct ansible_module xenfacts_ansible;
const struct ansible_module xenfacts_ansible = { .version = XF_MODULE_VERSION, .read = read_arguments };
