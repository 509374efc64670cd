/* SPDX-License-Identifier: MIT */
/** @file Which files root may act on. */
#ifndef XF_TRUST_H
#define XF_TRUST_H

#include <sys/stat.h>

#include "core/util/arena.h"

/**
 * May this file or folder of code be used? NULL, or why not and what to do, from the arena: if we are root, only its
 * owner may write it. The owner may be anyone: whoever builds a program may run it with sudo.
 */
const char *trust_code(struct arena *arena, const char *path, const struct stat *status);
/** The same for a configuration, which must also be root's if we are root. */
const char *trust_configuration(struct arena *arena, const char *path, const struct stat *status);

#endif
