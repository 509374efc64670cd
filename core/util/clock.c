/* SPDX-License-Identifier: MIT */
/* Time and randomness, each from one system call. */
#include "core/util/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/util/calls.h"

uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t clock_ms(void)
{
	return clock_us() / 1000;
}

uint64_t clock_random(uint64_t most)
{
	uint64_t number;

	if (calls_random(&number, sizeof(number), false))
		return 0;
	return most == UINT64_MAX ? number : number % (most + 1);
}

void clock_uuid(char uuid[37])
{
	unsigned char byte[16];

	/* A kernel without randomness is still booting; it will have some in a moment, and this may wait. */
	if (calls_random(byte, sizeof(byte), true))
		memset(byte, 0, sizeof(byte));
	byte[6] = (byte[6] & 0x0f) | 0x40;
	byte[8] = (byte[8] & 0x3f) | 0x80;
	for (size_t i = 0, at = 0; i < sizeof(byte); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			uuid[at++] = '-';
		at += (size_t)snprintf(uuid + at, 37 - at, "%02x", byte[i]);
	}
}
