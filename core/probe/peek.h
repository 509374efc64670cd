/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reads a plugin's tables from its file. No code of it runs: a plugin is opened only by the worker that runs it, inside
 * the sandbox (open.h).
 */
#ifndef XF_PROBE_PEEK_H
#define XF_PROBE_PEEK_H

#include <xenfacts/plugin.h>

#include "core/util/arena.h"

/** The tables of the plugin in an open file, from the arena. NULL, with a sentence in *wrong, if it is not ours. */
const struct xf_plugin *probe_peek(struct arena *arena, int fd, const char **wrong);

/** The same for a file's bytes, which are changed. */
const struct xf_plugin *probe_peek_bytes(struct arena *arena, unsigned char *bytes, size_t size, const char **wrong);

#endif
