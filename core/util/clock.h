/* SPDX-License-Identifier: MIT */
/** @file Time and chance. */
#ifndef XF_CLOCK_H
#define XF_CLOCK_H

#include <stdint.h>

/** Milliseconds of the monotonic clock: nobody can set it, so no clock jump moves a deadline. */
uint64_t clock_ms(void);
/** The same in microseconds. */
uint64_t clock_us(void);
/** A number from 0 to `most`, by chance; 0 if the kernel has no randomness yet. */
uint64_t clock_random(uint64_t most);
/** A random UUID (RFC 4122, version 4) in its 36 letters, with a NUL. */
void clock_uuid(char uuid[37]);

#endif
