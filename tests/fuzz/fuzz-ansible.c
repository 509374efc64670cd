/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the argument file of Ansible's module: it is not Ansible's, and then nothing is answered; or it is an
 * object of Ansible's own keys; or it has one that we do not take, and the answer is one that Ansible can read.
 */
#include <errno.h>
#include <string.h>

#include "core/util/object.h"
#include "facts/formats/module.h"
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

/* How many keys of the file are Ansible's, and how many are not. */
static void count_keys(const uint8_t *bytes, size_t size, size_t count[2])
{
	json_t *root = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL), *value;
	const char *key;

	fuzz_hold(json_is_object(root));
	json_object_foreach (root, key, value)
		count[strncmp(key, "_ansible_", 9) != 0]++;
	json_decref(root);
}

static void check_refusal(const char *text, size_t size)
{
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	json_t *sentence = json_object_get(root, "msg");

	fuzz_hold(json_is_true(json_object_get(root, "failed")) && json_is_string(sentence));
	fuzz_hold(strstr(json_string_value(sentence), "Unsupported parameter") != NULL);
	fuzz_hold(strchr(text, '\n') == text + size - 1);
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t count[2] = { 0, 0 }, length = 0;
	char *answer = NULL;
	FILE *file = open_memstream(&answer, &length);

	if (!loaded->ansible)
		load();
	fuzz_hold(file != NULL);
	int error = loaded->ansible->check((const char *)bytes, size, file);

	fuzz_hold(!fclose(file) && (!error || error == -ENOENT || error == -EINVAL));
	if (error != -ENOENT)
		count_keys(bytes, size, count);
	fuzz_hold(error == -ENOENT || (count[0] && !count[1] == !error));
	if (error == -EINVAL)
		check_refusal(answer, length);
	else
		fuzz_hold(!length);
	free(answer);
	return 0;
}
