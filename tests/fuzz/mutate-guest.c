/* SPDX-License-Identifier: MIT */
/*
 * Changes a guest by its entries, not by its bytes: one is removed, comes from another guest, changes places with
 * another, ends in another way, or has other content. So most inputs are guests that differ in what they say.
 */
#include <errno.h>
#include <glob.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/guests/entries.h"

#define CONTENT_CAP 65536u
#define DONOR_CAP (4u << 20)

/* The entries of all bundled guests. Why it is volatile: see fuzz-all.c. */
static struct donors {
	struct arena *arena;
	struct guest_entry *list;
	size_t count;
} *const volatile donors = &(struct donors){ .count = 0 };

/* A guest being changed. */
struct patient {
	struct arena *arena;
	struct guest_entry *list;
	size_t count;
	unsigned seed;
};

/* The next number below `limit`, which is not 0. */
static size_t pick(struct patient *patient, size_t limit)
{
	patient->seed = patient->seed * 1103515245 + 12345;
	return (patient->seed >> 8) % limit;
}

static void admit(const char *path)
{
	struct guest_manifest manifest;
	const char *wrong;
	char *text = malloc(DONOR_CAP);
	FILE *file = fopen(path, "r");

	fuzz_hold(text && file);
	size_t size = fread(text, 1, DONOR_CAP, file);

	fuzz_hold(!machine_manifest_parse(donors->arena, path, text, size, &manifest, &wrong));
	for (size_t i = 0; i < manifest.count; i++) {
		donors->list = arena_grow(donors->arena, donors->list, donors->count, sizeof(*donors->list));
		donors->list[donors->count++] = manifest.entries[i];
	}
	fclose(file);
	free(text);
}

static void load(void)
{
	const char *source = getenv("XF_SOURCE_DIR");
	char pattern[4096];
	glob_t found;

	fuzz_hold_of(source != NULL, "XF_SOURCE_DIR", "is not set");
	snprintf(pattern, sizeof(pattern), "%s/tests/guests/*.guest", source);
	fuzz_hold(!glob(pattern, 0, NULL, &found));
	donors->arena = arena_new();
	for (size_t i = 0; i < found.gl_pathc; i++)
		admit(found.gl_pathv[i]);
	globfree(&found);
}

static struct guest_entry *some(struct patient *patient)
{
	return &patient->list[pick(patient, patient->count)];
}

static void drop(struct patient *patient)
{
	*some(patient) = patient->list[patient->count - 1];
	patient->count--;
}

/* Another guest's entry, in place of what says something of the same place. */
static void graft(struct patient *patient)
{
	const struct guest_entry *part = &donors->list[pick(patient, donors->count)];
	size_t kept = 0;

	for (size_t i = 0; i < patient->count; i++)
		if (!same_place(&patient->list[i], part))
			patient->list[kept++] = patient->list[i];
	patient->list[kept] = *part;
	patient->count = kept + 1;
}

/* Two entries say what the other said. */
static void swap(struct patient *patient)
{
	struct guest_entry *a = some(patient), *b = some(patient), old = *a;

	if (!a->path || !b->path)
		return;
	*a = *b;
	a->path = old.path;
	old.path = b->path;
	*b = old;
}

/* What was there can no longer be read. */
static void lose(struct patient *patient)
{
	static const enum xf_outcome ends[] = { XF_ABSENT, XF_DENIED, XF_MALFORMED, XF_FAILED };
	struct guest_entry *entry = some(patient);

	if (!entry->path || entry->kind == XF_ENTRY_LINK)
		return;
	*entry = (struct guest_entry){ .kind = XF_ENTRY_OUTCOME, .path = entry->path,
		.outcome = ends[pick(patient, sizeof(ends) / sizeof(ends[0]))] };
	entry->error = entry->outcome == XF_FAILED ? EIO : 0;
}

static void change_leaf(struct patient *patient)
{
	struct guest_entry *entry = some(patient);

	for (size_t i = 0; entry->kind != XF_ENTRY_CPUID && i < patient->count; i++)
		entry = &patient->list[i];
	if (entry->kind == XF_ENTRY_CPUID)
		entry->reg[pick(patient, 4)] ^= 1u << pick(patient, 32);
}

/* A folder names one fewer. */
static void change_names(struct patient *patient)
{
	struct guest_entry *entry = some(patient);

	for (size_t i = 0; entry->kind != XF_ENTRY_DIR && i < patient->count; i++)
		entry = &patient->list[i];
	if (entry->kind != XF_ENTRY_DIR || !entry->count)
		return;
	size_t at = pick(patient, entry->count--);

	memmove(&entry->names[at], &entry->names[at + 1], (entry->count - at) * sizeof(*entry->names));
}

static void change_content(struct patient *patient)
{
	struct guest_entry *entry = some(patient);

	if (!entry->data || entry->size >= CONTENT_CAP)
		return;
	uint8_t *copy = arena_alloc(patient->arena, CONTENT_CAP);

	memcpy(copy, entry->data, entry->size);
	entry->size = LLVMFuzzerMutate(copy, entry->size, CONTENT_CAP);
	entry->data = (char *)copy;
}

static void (*const ways[])(struct patient *patient) = {
	drop, graft, graft, graft, swap, lose, change_leaf, change_names, change_content, change_content,
};

/* Writes the guest if it fits; the new size, or 0. */
static size_t write_guest(const struct patient *patient, uint8_t *bytes, size_t room)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	fuzz_hold(file && !machine_manifest_write_head(file, ""));
	for (size_t i = 0; i < patient->count; i++)
		fuzz_hold(!machine_manifest_write(file, &patient->list[i]));
	fuzz_hold(!fclose(file));
	if (size > room)
		size = 0;
	memcpy(bytes, text, size);
	free(text);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	struct arena *arena = arena_new();
	struct guest_manifest manifest;
	const char *wrong;
	size_t fresh = 0;

	if (!donors->count)
		load();
	/* Now and then as bytes: the parser is part of the program, too. */
	bool parsed = seed % 16 && !machine_manifest_parse(arena, "", (char *)bytes, size, &manifest, &wrong);

	if (parsed) {
		struct patient patient = { .arena = arena, .count = manifest.count, .seed = seed };

		patient.list = arena_alloc(arena, (manifest.count + 4) * sizeof(*patient.list));
		if (manifest.count) /* an empty guest has no list */
			memcpy(patient.list, manifest.entries, manifest.count * sizeof(*patient.list));
		for (size_t i = 1 + pick(&patient, 3); i && patient.count > 1; i--)
			ways[pick(&patient, sizeof(ways) / sizeof(ways[0]))](&patient);
		fresh = write_guest(&patient, bytes, room);
	}
	arena_free(arena);
	return fresh ? fresh : LLVMFuzzerMutate(bytes, size, room);
}
