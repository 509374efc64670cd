/* SPDX-License-Identifier: MIT */
/*
 * The plain main of a fuzz target: replays the files of a corpus, and of each some that are near it, always the same
 * ones: cut short and with flipped bits, or as the target's own mutator changes them. So a machine without libFuzzer
 * finds again what was once found, and what is near it.
 */
#include <glob.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SEED_CAP (256u << 10)
#define CUTS 50
#define FLIPS 150
#define MUTATIONS 2

#pragma weak LLVMFuzzerCustomMutator

/* A copy of just that size, so that a sanitizer sees a byte too far. */
static void try(const char *bytes, size_t size)
{
	char *copy = malloc(size ? size : 1);

	fuzz_hold(copy != NULL);
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
	free(copy);
}

/* In place of libFuzzer's: flips one bit, which depends on the bytes alone. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room)
{
	uint32_t hash = 2166136261u;

	(void)room;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 16777619u;
	if (size)
		bytes[hash % size] ^= (uint8_t)(1u << (hash >> 24) % 8);
	return size;
}

static void try_near(char *bytes, size_t size)
{
	unsigned seed = 1;

	for (size_t i = 0; i < CUTS && i < size; i++)
		try(bytes, size < CUTS ? i : size / CUTS * i);
	for (unsigned i = 0; i < FLIPS && size; i++) {
		seed = seed * 1103515245 + 12345;
		char *at = &bytes[(seed >> 8) % size], before = *at;

		*at ^= (char)(1u << (seed >> 4) % 8);
		try(bytes, size);
		*at = before;
	}
}

/* Each begins where the one before ended, so the last is several changes away. */
static void try_mutated(char *bytes, size_t size)
{
	for (unsigned i = 1; i <= MUTATIONS; i++) {
		size = LLVMFuzzerCustomMutator((uint8_t *)bytes, size, SEED_CAP, (unsigned)size * 31 + i);
		try(bytes, size);
	}
}

/* 1: it is not a seed. */
static int replay(const char *path)
{
	char *bytes = malloc(SEED_CAP);
	FILE *file = fopen(path, "r");
	size_t size = file && bytes ? fread(bytes, 1, SEED_CAP, file) : 0;
	int wrong = !size || size == SEED_CAP;

	if (file)
		fclose(file);
	printf("%s (%zu bytes)%s\n", path, size, wrong ? ": cannot be read, is empty, or is too large" : "");
	fflush(stdout); /* or it would be unknown which one was the last */
	if (!wrong)
		try(bytes, size);
	if (!wrong && LLVMFuzzerCustomMutator)
		try_mutated(bytes, size);
	else if (!wrong)
		try_near(bytes, size);
	free(bytes);
	return wrong;
}

int main(int argc, char **argv)
{
	int wrong = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PATTERN-OF-SEEDS...\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		glob_t found;

		if (glob(argv[i], 0, NULL, &found)) {
			fprintf(stderr, "no file matches %s\n", argv[i]);
			return 1;
		}
		for (size_t j = 0; j < found.gl_pathc; j++)
			wrong += replay(found.gl_pathv[j]);
		globfree(&found);
	}
	return wrong != 0;
}
