/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a saved report: it is refused with a sentence; or its keys are keys and sorted, its texts are safe to
 * print, and as flat text it is read as the same report.
 */
#include <errno.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/saved/saved.h"
#include "tests/fuzz/fuzz.h"

static void check_fact(const struct saved *saved, size_t i)
{
	const struct saved_fact *fact = &saved->list[i];

	fuzz_hold(!fact->key[strspn(fact->key, "abcdefghijklmnopqrstuvwxyz0123456789_.")] && *fact->key);
	for (size_t left = strlen(fact->value), at = 0, length; left; left -= length, at += length)
		fuzz_hold((length = parse_plain(fact->value + at, left)) != 0);
	fuzz_hold(!i || strcmp(saved->list[i - 1].key, fact->key) <= 0);
	fuzz_hold(!strcmp(saved->list[saved_from(saved, fact->key)].key, fact->key));
}

static void check_again(struct arena *arena, const struct saved *saved)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	struct saved again;
	const char *wrong;

	fuzz_hold(file != NULL);
	for (size_t i = 0; i < saved->count; i++)
		fprintf(file, "%s=%s\n", saved->list[i].key, saved->list[i].value);
	fuzz_hold(!fclose(file));
	fuzz_hold(!saved_read(&again, arena, "again", text, size, &wrong) && again.count == saved->count);
	for (size_t i = 0; i < saved->count; i++)
		fuzz_hold(!strcmp(again.list[i].key, saved->list[i].key) &&
		          !strcmp(again.list[i].value, saved->list[i].value));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct saved saved;
	const char *wrong = NULL;
	int error = saved_read(&saved, arena, "F", (const char *)bytes, size, &wrong);

	fuzz_hold(!error || error == -EINVAL);
	fuzz_hold((error != 0) == (*wrong != '\0'));
	for (size_t i = 0; i < saved.count && !error; i++)
		check_fact(&saved, i);
	if (!error)
		check_again(arena, &saved);
	arena_free(arena);
	return 0;
}
