/* SPDX-License-Identifier: MIT */
/** @file Whose word root takes. */
#ifndef XF_TRUST_H
#define XF_TRUST_H

#include <sys/stat.h>

#include "core/util/arena.h"

/**
 * May this file or folder of code be used? NULL, or why not and what to do, from the arena: when this is root, nobody
 * but its owner may write it. The owner may be anybody: who builds a program may run it with sudo.
 */
const char *trust_code(struct arena *arena, const char *path, const struct stat *status);
/** The same for a configuration, which besides must be root's when this is root. */
const char *trust_configuration(struct arena *arena, const char *path, const struct stat *status);

#endif
