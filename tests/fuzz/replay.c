/* SPDX-License-Identifier: MIT */
/*
 * The plain main of a fuzz target: replays the files of a corpus, and each of them cut short and with flipped bits,
 * always the same ones. So a machine without libFuzzer finds again what was once found, and the near of it.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SEED_CAP 65536
#define CUTS 50
#define FLIPS 150

/* A copy of just that size, so that a sanitizer sees a byte too far. */
static void try(const char *bytes, size_t size)
{
	char *copy = malloc(size ? size : 1);

	fuzz_hold(copy != NULL);
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
	free(copy);
}

static void try_near(char *bytes, size_t size)
{
	unsigned seed = 1;

	try(bytes, size);
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

static int replay(const char *folder, const char *name)
{
	char path[4096], *bytes = malloc(SEED_CAP);

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	size_t size = file && bytes ? fread(bytes, 1, SEED_CAP, file) : 0;

	if (file)
		fclose(file);
	if (!size || size == SEED_CAP) {
		fprintf(stderr, "%s cannot be read, is empty, or is too large\n", path);
		free(bytes);
		return 1;
	}
	printf("%s (%zu bytes)\n", path, size);
	try_near(bytes, size);
	free(bytes);
	return 0;
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	int wrong = 0, done = 0, count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;

	if (count < 0) {
		fprintf(stderr, "usage: %s FOLDER-OF-A-CORPUS\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.') {
			wrong += replay(argv[1], entries[i]->d_name);
			done++;
		}
		free(entries[i]);
	}
	free(entries);
	return wrong || !done;
}
