/* SPDX-License-Identifier: MIT */
/** @file What planning (record.c) and gathering (gather.c) share of a recording. */
#ifndef XF_RECORD_IMPL_H
#define XF_RECORD_IMPL_H

#include "core/machine/cpuid.h"
#include "core/record/record.h"

/** A path to record. */
struct record_want {
	const char *path;
	bool names;        /**< if it is a link to a folder: the names in it too */
	const char *lines; /**< if it is a file: only lines that match this pattern; NULL: all */
};

/** A recording in progress. */
struct recorder {
	struct machine *machine;
	struct arena *arena;
	FILE *file;
	long start;             /**< where the manifest starts in the file; -1: unknown */
	const char *host;       /**< name to blank, NULL if none */
	const char *short_host; /**< its first part, if it has several */
	struct record_want *wants;
	size_t want_count;
	const char *lines;     /**< pattern of the wants being added */
	const char **patterns; /**< of log lines */
	size_t pattern_count;
	uint32_t *leaves; /**< of CPUID */
	size_t leaf_count;
	bool hypervisor; /**< all leaves of hypervisors as well */
};

struct guest_entry;

/* Each returns 0, or -errno of memory or of writing. */

/** Writes one entry; -EFBIG if the manifest would become too large to be parsed again. */
int record_put(const struct recorder *recorder, const struct guest_entry *entry);
/** Writes what is at a path: a link, what it leads to, both, or nothing if the root does not say. */
int record_place(struct recorder *recorder, const struct record_want *want);
/** Writes the CPUID leaves of both ways. */
int record_cpuid(struct recorder *recorder);
/** Writes the kernel log's lines that match a pattern. */
int record_log(struct recorder *recorder);

#endif
