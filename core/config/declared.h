/* SPDX-License-Identifier: MIT */
/** @file The settings that plugins declare. */
#ifndef XF_DECLARED_H
#define XF_DECLARED_H

#include "core/util/arena.h"
#include "core/util/setting.h"

/** What one plugin declares. */
struct config_declared {
	const char *name;
	const char *refused;         /**< why its tables cannot be used, a sentence; "" if they can */
	struct xf_setting *settings; /**< ends with a NULL key; never NULL */
};

/** Reads the tables of every plugin of a folder. *list is the arena's, sorted by name. 0 or -errno. */
int config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count);

#endif
