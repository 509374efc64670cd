/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a sink that remembers still has to send, and what it sent last, across restarts: two files in the state folder.
 * There is no queue: of two reports only the newer one says what is true.
 */
#ifndef XF_SPOOL_H
#define XF_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A report that was kept. Free `bytes` with free(3). */
struct unsent_report {
	char *bytes;
	size_t length;
	char key[37];
	uint64_t age_ms; /**< since it was written; 0 if the clock went back */
	bool sent;
};

/**
 * Reads what was kept for a sink of these settings (`settings_hash`), the unsent report first. 0; -ENOENT: nothing, or
 * what is there is of other settings or no file of ours; or -errno.
 */
int agent_spool_read(const char *folder, const char *sink, uint64_t settings_hash, struct unsent_report *kept);
/**
 * Keeps a report as unsent, durably and atomically. 0; or -errno, and then nothing is kept: what was there is of an
 * older report, and would count as sent when the machine returns to that.
 */
int agent_spool_write(const char *folder, const char *sink, uint64_t settings_hash, const struct unsent_report *kept);
/** The unsent report was delivered. 0 or -errno. */
int agent_spool_sent(const char *folder, const char *sink);

#endif
