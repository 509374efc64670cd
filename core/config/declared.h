/* SPDX-License-Identifier: MIT */
/** @file The settings that plugins declare, read without keeping any plugin loaded. */
#ifndef XF_DECLARED_H
#define XF_DECLARED_H

#include "core/util/arena.h"
#include "core/util/setting.h"

/** What one plugin declares. */
struct config_declared {
	const char *name;
	const char *refused;         /**< why it could not be asked, a sentence; "" if it was */
	struct xf_setting *settings; /**< ends with a NULL key; never NULL */
};

/**
 * Asks every plugin of a folder, in a process of its own that is gone afterwards. *list is the arena's, sorted by name.
 * 0; -ENOMEM; -ETIMEDOUT or -EPROTO if a plugin's constructors hung or ended that process; or another -errno.
 */
int config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count);

#endif
