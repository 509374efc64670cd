/* SPDX-License-Identifier: MIT */
/** @file Time and randomness. */
#ifndef XF_CLOCK_H
#define XF_CLOCK_H

#include <stdint.h>

/** Milliseconds of the monotonic clock: nobody can set it, so a clock change moves no deadline. */
uint64_t clock_ms(void);
/** The same in microseconds. */
uint64_t clock_us(void);
/** A random number from 0 to `most`; 0 if the kernel has no randomness yet. */
uint64_t clock_random(uint64_t most);
/** A random UUID (RFC 4122, version 4): 36 characters and a NUL. */
void clock_uuid(char uuid[37]);

#endif
