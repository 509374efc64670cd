/* SPDX-License-Identifier: MIT */
/** @file Names of the bits of Xen's feature word (XENVER_get_features, submap 0). */
#ifndef XF_XENFEAT_H
#define XF_XENFEAT_H

#include <xenfacts/plugin.h>

/** One bit. */
struct xenfeat {
	const char *name;     /**< lower-case, as in the facts: features.NAME */
	const char *sentence; /**< what a set bit means; ends with a full stop */
	enum xf_strength strength;
};

/** A bit's name; NULL if it has none. */
const struct xenfeat *rules_xenfeat(unsigned bit);

#endif
