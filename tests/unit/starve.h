/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Work that is done again for each allocation on the way, which fails. The linker sends all allocations of the program
 * to starve.c (tests/CMakeLists.txt); the sanitizers and valgrind see what leaks.
 */
#ifndef XF_STARVE_H
#define XF_STARVE_H

#include <stdbool.h>

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
