/* SPDX-License-Identifier: MIT */
/* Any bytes as a guest: an error that names the line, or entries that are the same once written and read again. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "core/machine/guest.h"

static void same_entry(const struct guest_entry *a, const struct guest_entry *b)
{
	fuzz_hold(a->kind == b->kind && a->outcome == b->outcome && a->error == b->error && a->via == b->via);
	fuzz_hold(a->size == b->size && a->count == b->count && !a->path == !b->path);
	fuzz_hold(!a->path || !strcmp(a->path, b->path));
	fuzz_hold(!a->size || !memcmp(a->data, b->data, a->size));
	fuzz_hold(a->leaf == b->leaf && a->sub == b->sub && !memcmp(a->reg, b->reg, sizeof(a->reg)));
	for (size_t i = 0; i < a->count; i++)
		fuzz_hold(!strcmp(a->names[i], b->names[i]));
	fuzz_hold(a->partial == b->partial && a->pattern_count == b->pattern_count);
	for (size_t i = 0; i < a->pattern_count; i++)
		fuzz_hold(!strcmp(a->patterns[i], b->patterns[i]));
}

static void round_trip(struct arena *arena, const struct guest_manifest *manifest)
{
	struct guest_manifest again;
	char *text = NULL;
	size_t size = 0;
	const char *wrong;
	FILE *file = open_memstream(&text, &size);

	fuzz_hold(file && !machine_manifest_write_head(file, "a comment"));
	for (size_t i = 0; i < manifest->count; i++)
		fuzz_hold(!machine_manifest_write(file, &manifest->entries[i]));
	fuzz_hold(!fclose(file));
	fuzz_hold(!machine_manifest_parse(arena, "again", text, size, &again, &wrong));
	fuzz_hold(again.count == manifest->count);
	for (size_t i = 0; i < again.count; i++)
		same_entry(&manifest->entries[i], &again.entries[i]);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct guest_manifest manifest;
	const char *wrong = NULL;
	int error = machine_manifest_parse(arena, "name", (const char *)bytes, size, &manifest, &wrong);

	if (error)
		fuzz_hold(wrong && !strncmp(wrong, "name:", 5) && strstr(wrong, "expected"));
	else
		round_trip(arena, &manifest);
	arena_free(arena);
	return 0;
}
