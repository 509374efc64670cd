/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One fuzz target is one file with one function. libFuzzer calls it (tests/fuzz/run), or replay.c does, as an
 * ordinary test. What must not happen ends in abort().
 */
#ifndef XF_FUZZ_H
#define XF_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Tries one input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
/** Changes bytes at random; libFuzzer's, or replay.c's. Returns the new size. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room);
/** A target may have this: changes an input in a way that keeps its structure. Returns the new size. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed);

/** Ends the process where a promise does not hold, whatever NDEBUG says. */
static inline void fuzz_hold(int promise)
{
	if (!promise)
		abort();
}

/** The same, with what broke it. */
static inline void fuzz_hold_of(int promise, const char *what, const char *detail)
{
	if (promise)
		return;
	fprintf(stderr, "%s: %s\n", what, detail);
	abort();
}

/** Writes a file in the working folder, so that what reads files can be given the input. */
static inline void fuzz_write_file(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(name, "w");

	fuzz_hold(file && fwrite(bytes, 1, size, file) == size && !fclose(file));
}

#endif
