/* SPDX-License-Identifier: MIT */
/** @file Entries of guests, as tests that put one guest's into another need them. */
#ifndef XF_TEST_ENTRIES_H
#define XF_TEST_ENTRIES_H

#include <stdbool.h>
#include <string.h>

#include "core/machine/guest.h"

/** Do two entries say something of the same place? */
static inline bool same_place(const struct guest_entry *a, const struct guest_entry *b)
{
	if (a->kind == XF_ENTRY_LOG || b->kind == XF_ENTRY_LOG)
		return a->kind == b->kind;
	if (a->kind == XF_ENTRY_CPUID || b->kind == XF_ENTRY_CPUID)
		return a->kind == b->kind && a->via == b->via && a->leaf == b->leaf && a->sub == b->sub;
	return !strcmp(a->path, b->path) && (a->kind == XF_ENTRY_LINK) == (b->kind == XF_ENTRY_LINK);
}

#endif
