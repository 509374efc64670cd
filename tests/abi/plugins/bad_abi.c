/* SPDX-License-Identifier: MIT */
/* Built for an ABI that is yet to come. */
#include <xenfacts/plugin.h>

const struct xf_plugin xenfacts_plugin = { .abi = XF_ABI + 1, .size = sizeof(struct xf_plugin) };
