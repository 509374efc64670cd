/* SPDX-License-Identifier: MIT */
/** @file Names of the bits of Xen's feature word (XENVER_get_features, submap 0). */
#ifndef XF_XENFEAT_H
#define XF_XENFEAT_H

#include <stddef.h>

/** One bit. */
struct xf_xenfeat {
	unsigned bit;
	const char *name;     /**< lower-case, as in the facts: features.NAME */
	const char *sentence; /**< what a set bit means; ends with a full stop */
};

/** All bits with a name, from 0 on, without gaps. */
extern const struct xf_xenfeat xf_xenfeats[];
/** How many they are. */
extern const size_t xf_xenfeat_count;

#endif
