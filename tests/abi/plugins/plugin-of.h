/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the plugins of this folder share: the table, so that each file shows only its misdeed. They are
 * built against the header of ABI 1 as it was first, so that they set nothing that came later.
 */
#ifndef PLUGIN_OF_H
#define PLUGIN_OF_H

#include <xenfacts/plugin.h>

/** A plugin NAME with facts of each type, which may read /proc/cmdline and runs `look_`. */
#define PLUGIN_OF(name_, look_)                                                                           \
	static const struct xf_fact_def facts[] = {                                                       \
		{ name_ ".text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A text." },                            \
		{ name_ ".flag", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A flag." },                            \
		{ name_ ".count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A count." },                         \
		{ name_ ".word", XF_WORD, XF_ACTIVE, "red green", "1.0", "A word." },                     \
		{ name_ ".list", XF_LIST, XF_ACTIVE, NULL, "1.0", "A list." },                            \
		{ name_ ".many.*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "One of many flags." },               \
		{ NULL, 0, 0, NULL, NULL, NULL },                                                         \
	};                                                                                                \
	static const char *const reads[] = { "/proc/cmdline", "/proc/", NULL };                           \
	const struct xf_plugin xenfacts_plugin = {                                                        \
		.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = name_,                           \
		.purpose = "Belongs to the tests.", .facts = facts, .reads = reads, .look = look_,        \
	}

#endif
