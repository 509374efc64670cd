/* SPDX-License-Identifier: MIT */
/** @file Whose word root takes: what it is told by a file is as good as the weakest who may write that file. */
#ifndef XF_TRUST_H
#define XF_TRUST_H

#include <sys/stat.h>

/**
 * May a file or folder of this status tell this process where to write? NULL, or one sentence that says why not and
 * what to do. For root it must be root's, and nobody else's to write; for others anything will do.
 */
const char *xf_trust(const struct stat *status);
/** The same for code, whoever owns it: the program that root was told to run may be a developer's own too. */
const char *xf_trust_code(const struct stat *status);

#endif
