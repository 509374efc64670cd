/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One fuzz target is one file with one function. libFuzzer calls it (cmake -DXF_FUZZ=ON with clang), or replay.c
 * does, as an ordinary test. What must not happen ends in abort().
 */
#ifndef XF_FUZZ_H
#define XF_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/** Tries one input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/** Ends the process where a promise does not hold, whatever NDEBUG says. */
static inline void fuzz_hold(int promise)
{
	if (!promise)
		abort();
}

#endif
