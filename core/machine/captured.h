/* SPDX-License-Identifier: MIT */
/** @file Which folders of a captured tree are whole: only there a missing path says that the machine had none. */
#ifndef XF_MACHINE_CAPTURED_H
#define XF_MACHINE_CAPTURED_H

#include <stdbool.h>

/**
 * The folders of a tree that were captured whole, a bit each, for machine_captured_whole. `hold` opens one, as
 * machine_files_hold does, and gets `self`.
 */
unsigned machine_captured_folders(int (*hold)(void *self, const char *path), void *self);
/** Is a path that is missing absent, going by `whole`? false: one of the folders above it was captured in part. */
bool machine_captured_whole(unsigned whole, const char *path);

#endif
