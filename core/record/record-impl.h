/* SPDX-License-Identifier: MIT */
/** @file What planning (record.c) and gathering (gather.c) share of a recording. */
#ifndef XF_RECORD_IMPL_H
#define XF_RECORD_IMPL_H

#include <regex.h>

#include "core/machine/cpuid.h"
#include "core/record/record.h"

/** A path to record. */
struct record_want {
	const char *path;
	const char *blank; /**< the path as it is written */
	const char *names; /**< if it is a folder: of the names in it, those that match; NULL: none */
	const char *part;  /**< if it is a file: probe_reads_part; NULL: all of it */
};

/** A name in a folder. */
struct record_name {
	const char *folder; /**< its last component */
	char *real, *blank;
};

/** A recording in progress. */
struct recorder {
	struct machine *machine;
	struct arena *arena;
	FILE *file;
	long start;                /**< where the manifest starts in the file; -1: unknown */
	struct record_words words; /**< to blank in every text */
	struct record_name *names; /**< in folders; sorted once they are decided */
	size_t name_count;
	regex_t usual_net, usual_block; /**< while names are decided */
	struct record_want *wants;
	size_t want_count;
	const char *part;      /**< of the wants being added */
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
/** Notes the names in a folder, so that each is decided. */
int record_note_names(struct recorder *recorder, const char *folder, char *const *names, size_t count);
/** Decides, once all are noted, what each name becomes. */
int record_decide_names(struct recorder *recorder);
/** What a name in a folder became; the name itself if it was not noted. */
char *record_blank_name(const struct recorder *recorder, const char *folder, char *name);
/** A path or a link's target with such names; NULL if there is no memory. */
const char *record_blank_path(const struct recorder *recorder, struct arena *arena, const char *path);
/**
 * Writes what is at a path that `count` > 0 wants name: a link, what it leads to, both, or nothing if the root does not
 * say.
 */
int record_place(struct recorder *recorder, const struct record_want *wants, size_t count);
/** Writes the CPUID leaves of both ways. */
int record_cpuid(struct recorder *recorder);
/** Writes the kernel log's lines that match a pattern. */
int record_log(struct recorder *recorder);

#endif
