/* SPDX-License-Identifier: MIT */
/** @file What gathering (record.c) and looking (gather.c) share of a recording. */
#ifndef XF_RECORD_IMPL_H
#define XF_RECORD_IMPL_H

#include "core/machine/cpuid.h"
#include "core/record/record.h"

/** A path to record. */
struct record_want {
	const char *path;
	bool names;        /**< if a link to a folder: the names in it too */
	const char *lines; /**< if a file: only those that match this pattern; NULL: all */
};

/** A recording under way. */
struct recorder {
	struct machine *machine;
	struct arena *arena;
	FILE *file;
	long start;            /**< of the manifest in the file; -1: cannot tell */
	const char *host;      /**< name to blank, NULL if none */
	const char *short_host; /**< its first part, if it has several */
	struct record_want *wants;
	size_t want_count;
	const char *lines;     /**< of the wants being added */
	const char **patterns; /**< of log lines */
	size_t pattern_count;
	uint32_t *leaves;      /**< of CPUID */
	size_t leaf_count;
	bool hypervisor;       /**< all leaves of hypervisors, too */
};

struct guest_entry;

/* Each returns 0, or -errno of memory or of writing. */

/** Writes one entry; -EFBIG when the manifest would be too large to be parsed again. */
int record_put(const struct recorder *recorder, const struct guest_entry *entry);
/** Writes what is at a path: a link, what is behind it, both, or nothing if the root does not say. */
int record_place(struct recorder *recorder, const struct record_want *want);
/** Writes the leaves of both ways. */
int record_cpuid(struct recorder *recorder);
/** Writes the kernel log's lines that match a pattern. */
int record_log(struct recorder *recorder);

#endif
