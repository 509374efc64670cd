/* SPDX-License-Identifier: MIT */
/* Built for an ABI that is yet to come. Its constructor must never run. */
#include <stdio.h>

#include <xenfacts/plugin.h>

__attribute__((constructor)) static void run(void)
{
	FILE *file = fopen("bad_abi-ran", "w");

	if (file)
		fclose(file);
}

const struct xf_plugin xenfacts_plugin = { .abi = XF_ABI + 1, .size = sizeof(struct xf_plugin) };
