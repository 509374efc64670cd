/* SPDX-License-Identifier: MIT */
/* The public header needs nothing before it. */
#include <xenfacts/plugin.h>
