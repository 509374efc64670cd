/* SPDX-License-Identifier: MIT */
/** @file Which folders of a captured tree are whole: only there a missing path says that the machine had none. */
#ifndef XF_MACHINE_CAPTURED_H
#define XF_MACHINE_CAPTURED_H

#include <stdbool.h>

/** What has been found out about a tree's folders, a bit for each; zeros at first. */
struct captured {
	unsigned asked, whole;
};

/**
 * Is a path that is missing absent? false: one of the folders above it was captured in part. `hold` opens what is at a
 * path, as machine_files_hold does, and gets `self`; each folder is asked about once.
 */
bool machine_captured_whole(struct captured *captured, const char *path, int (*hold)(void *self, const char *path),
                            void *self);

#endif
