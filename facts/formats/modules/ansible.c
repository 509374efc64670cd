/* SPDX-License-Identifier: MIT */
/* The argument file of an Ansible module, with jansson. */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "facts/formats/module.h"

#define PREFIX "_ansible_"

/* The first key that is not Ansible's own; *ours: there was a key that is. */
static const char *foreign_key(json_t *arguments, bool *ours)
{
	const char *key, *foreign = NULL;
	json_t *value;

	json_object_foreach (arguments, key, value) {
		if (!strncmp(key, PREFIX, sizeof(PREFIX) - 1))
			*ours = true;
		else if (!foreign)
			foreign = key;
	}
	return foreign;
}

static int refuse(const char *key, FILE *answer)
{
	json_t *said = json_pack("{s:b, s:o}", "failed", 1, "msg",
	                         json_sprintf("Unsupported parameter for xenfacts: %s. It takes none.", key));
	int error = json_dumpf(said, answer, JSON_SORT_KEYS) || fputc('\n', answer) == EOF ? -ENOMEM : -EINVAL;

	json_decref(said);
	return error;
}

static int check(const char *bytes, size_t size, FILE *answer)
{
	json_t *arguments = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	bool ours = false;
	const char *foreign = json_is_object(arguments) ? foreign_key(arguments, &ours) : NULL;
	int error = !ours ? -ENOENT : foreign ? refuse(foreign, answer) : 0;

	json_decref(arguments);
	return error;
}

XF_EXPORT extern const struct ansible_module xenfacts_ansible;
const struct ansible_module xenfacts_ansible = { .version = XF_MODULE_VERSION, .check = check };
