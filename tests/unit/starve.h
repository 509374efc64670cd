/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Work that is done again for each allocation on the way, which fails. The linker sends all allocations of the program
 * to starve.c (tests/CMakeLists.txt); the sanitizers and valgrind see what leaks.
 */
#ifndef XF_STARVE_H
#define XF_STARVE_H

#include <limits.h>
#include <stdbool.h>

/**
 * How many of an arena's pieces fail: all of them, but where each run is slow. Which ones a part of them is depends on
 * how many there are, so on the length of a path: CI must have tried all once (step optimised).
 */
#if defined(XF_SANITIZED) || XF_TEST_EVERY > 1
#define STARVE_STEPS (1000 / XF_TEST_EVERY)
#else
#define STARVE_STEPS ULONG_MAX
#endif

/** Which allocations fail. */
struct starving {
	bool all_behind;     /**< those behind it fail too, as when memory is used up */
	bool pieces;         /**< only pieces of an arena: neither its blocks nor other memory */
	unsigned long steps; /**< how many are tried, spread over all */
};

/**
 * Does some work once as it should be, and then with each allocation failing. It returns 0 with its whole result as a
 * text, or -ENOMEM; or 0 with a text that says what is missing for want of memory. The test fails if it does not.
 */
void starve(int (*work)(const void *subject, char **text), const void *subject, struct starving how);
/** From now on, only the allocation of that number fails; 0: none. */
void starve_once(unsigned long number);

#endif
