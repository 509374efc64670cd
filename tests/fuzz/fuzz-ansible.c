/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the argument file of Ansible's module: it is not Ansible's, and then nothing is answered; or it is an
 * object of Ansible's own keys and a profile; or it has one that we do not take, and the answer is one that Ansible can
 * read.
 */
#include <errno.h>
#include <string.h>

#include "core/util/object.h"
#include "core/util/parse.h"
#include "facts/formats/format.h"
#include "tests/fuzz/valid.h"

/* What stays from one input to the next. Why it is volatile: see fuzz-all.c. */
static struct loaded {
	const struct ansible_module *ansible;
} *const volatile loaded = &(struct loaded){ .ansible = NULL };

static void load(void)
{
	struct arena *arena = arena_new();
	const char *wrong = "";

	loaded->ansible = object_module(arena, "ansible", "xenfacts_ansible", &wrong);
	fuzz_hold_of(loaded->ansible != NULL, "the module ansible", wrong);
	arena_free(arena);
}

/* Is it an object with a key of Ansible's, and apart from such keys nothing but that profile? */
static bool is_valid(const uint8_t *bytes, size_t size, const char *profile)
{
	json_t *root = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL), *value;
	const char *key;
	size_t own = 0, taken = 0, all = json_object_size(root);

	fuzz_hold(json_is_object(root));
	json_object_foreach (root, key, value) {
		own += !strncmp(key, "_ansible_", 9);
		taken += profile && !strcmp(key, "profile") && json_is_string(value) &&
		         !strcmp(json_string_value(value), profile);
	}
	json_decref(root);
	fuzz_hold(own);
	return own + taken == all && !taken == !profile;
}

static void check_refusal(const char *text, size_t size)
{
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	json_t *sentence = json_object_get(root, "msg");

	fuzz_hold(json_is_true(json_object_get(root, "failed")) && json_is_string(sentence));
	fuzz_hold(strncmp(json_string_value(sentence), "Unsupported parameter", 21) == 0 ||
	          strncmp(json_string_value(sentence), "value of profile", 16) == 0);
	fuzz_hold(strchr(text, '\n') == text + size - 1);
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	const char *profile = NULL;
	size_t length = 0;
	char *answer = NULL;
	FILE *file = open_memstream(&answer, &length);

	if (!loaded->ansible)
		load();
	fuzz_hold(arena != NULL && file != NULL);
	int error = loaded->ansible->read(arena, (const char *)bytes, size, &profile, file);

	fuzz_hold(!fclose(file) && (!error || error == -ENOENT || error == -EINVAL));
	fuzz_hold(!profile || parse_in(profile, XF_PROFILE_NAMES));
	fuzz_hold(error == -ENOENT || is_valid(bytes, size, profile) == !error);
	if (error == -EINVAL)
		check_refusal(answer, length);
	else
		fuzz_hold(!length);
	free(answer);
	arena_free(arena);
	return 0;
}
