/* SPDX-License-Identifier: MIT */
/** @file What other tools should say about a machine, in their own words. */
#ifndef XF_COMPAT_H
#define XF_COMPAT_H

#include "facts/report.h"

/** One corrected value of another tool. */
struct compat {
	const char *key; /**< "compat.facter.virtual" */
	const char *value;
	struct condition when[3];
};

/**
 * The next row, from index *at on, whose conditions hold, while no row that holds gives its key another value; NULL
 * when there is none. *at becomes its index.
 */
const struct compat *rules_compat_next(const struct report *report, size_t *at);

#endif
