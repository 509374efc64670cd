/* SPDX-License-Identifier: MIT */
/* Says that it is smaller than ABI 1 needs, and is: nothing behind the size may be read. */
#include <stdint.h>

/* The only declaration: the header's would not fit. */
extern const struct tiny {
	uint32_t abi, size;
} xenfacts_plugin;

__attribute__((visibility("default"))) const struct tiny xenfacts_plugin = { 1, sizeof(struct tiny) };
