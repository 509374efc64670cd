/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a sink that remembers still has to send, and what it sent last, across restarts: two files in the state folder.
 * There is no queue: of two reports only the newer one is true.
 */
#ifndef XF_SPOOL_H
#define XF_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A stored report. Free `bytes` with free(3). */
struct unsent_report {
	char *bytes;
	size_t length;
	char key[37];
	uint64_t age_ms; /**< since it was written; 0 if the clock went back */
	bool sent;
};

/**
 * Reads what was stored for a sink with these settings (`settings_hash`), the unsent report first. 0; -ENOENT: nothing,
 * or what is there is from other settings or not our file; or -errno.
 */
int agent_spool_read(const char *folder, const char *sink, uint64_t settings_hash, struct unsent_report *kept);
/**
 * Stores a report as unsent, durably and atomically. 0; or -errno, and then nothing is stored: what was there belongs
 * to an older report, and would count as sent if the machine returned to that state.
 */
int agent_spool_write(const char *folder, const char *sink, uint64_t settings_hash, const struct unsent_report *kept);
/** The unsent report was delivered. 0 or -errno. */
int agent_spool_sent(const char *folder, const char *sink);

#endif
