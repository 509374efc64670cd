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

/* Takes the user's parameters. 0; -EINVAL: *wrong says what is wrong with one, NULL without memory. */
static int take(struct arena *arena, json_t *arguments, const char **profile, json_t **wrong)
{
	const char *key;
	json_t *value;

	json_object_foreach (arguments, key, value) {
		const char *text = json_is_string(value) ? json_string_value(value) : "";

		if (is_own(key))
			continue;
		if (strcmp(key, "profile"))
			*wrong = json_sprintf("Unsupported parameter for xenfacts: %s. It takes: profile.", key);
		else if (!parse_in(text, XF_PROFILE_NAMES))
			*wrong = json_sprintf("value of profile must be one of: %s, got: %s", XF_PROFILE_NAMES, text);
		else {
			*profile = arena_str(arena, text);
			continue;
		}
		return -EINVAL;
	}
	return 0;
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
	json_t *wrong = NULL;
	int error = is_call(arguments) ? take(arena, arguments, profile, &wrong) : -ENOENT;

	json_decref(arguments);
	return error == -EINVAL ? refuse(wrong, answer) : error;
}

XF_EXPORT extern const struct ansible_module xenfacts_ansible;
const struct ansible_module xenfacts_ansible = { .version = XF_MODULE_VERSION, .read = read_arguments };
