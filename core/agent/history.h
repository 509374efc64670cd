/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The history: the last different reports of this machine, one file each, in the folder `history` of the state folder.
 * A file's name is the time of its report; the facts in it have none.
 */
#ifndef XF_HISTORY_H
#define XF_HISTORY_H

#include <stdbool.h>
#include <time.h>

#include "facts/saved/saved.h"

/** Names of the files, the oldest first. */
struct history_names {
	const char **list;
	size_t count;
};

/**
 * Opens the folder, and with `create` makes it; it is trusted as by trust_open. A descriptor, or -errno: -ENOENT, there
 * is none; *wrong is a sentence for other errors, from the arena.
 */
int agent_history_open(struct arena *arena, const char *state, bool create, const char **wrong);
/** Lists it; other files are left alone. 0 or -errno. */
int agent_history_list(struct arena *arena, int folder, struct history_names *names);
/** When a file's report was made, in seconds since 1970; -1: the name is not one of a report. */
time_t agent_history_time(const char *name);
/** Reads a file; it may be damaged. As saved_read; other errors also have a sentence. */
int agent_history_read(struct saved *saved, struct arena *arena, int folder, const char *name, const char **wrong);
/** Adds a report, and deletes the oldest files but `keep`. 0 or -errno; *wrong: a sentence, or "". */
int agent_history_write(int folder, const struct report *report, size_t keep, const char **wrong);

#endif
