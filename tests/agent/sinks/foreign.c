/* SPDX-License-Identifier: MIT */
/* A sink of another ABI: nothing of it but its first member may be believed. */
#include <xenfacts/sink.h>

const struct xf_sink xenfacts_sink = { .abi = XF_SINK_ABI + 1, .size = sizeof(struct xf_sink) };
