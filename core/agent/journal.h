/* SPDX-License-Identifier: MIT */
/** @file Entries with fields for systemd's journal. */
#ifndef XF_JOURNAL_H
#define XF_JOURNAL_H

#include <stddef.h>

/** One field: an upper-case name, and a text of one line. */
struct journal_field {
	const char *name;
	const char *value;
};

/** Sends an entry. 0; or -errno: -ENOENT if there is no journal. */
int agent_journal_send(const struct journal_field *fields, size_t count);

#endif
