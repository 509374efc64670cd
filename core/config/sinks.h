/* SPDX-License-Identifier: MIT */
/** @file The sinks of a configuration, and how one is opened. */
#ifndef XF_CONFIG_SINKS_H
#define XF_CONFIG_SINKS_H

#include "core/config/config.h"

/** Fills config->sinks from the entries. 0, also if there were mistakes, or -ENOMEM. */
int config_sinks(struct config *config, const struct config_source *source, struct config_mistakes *mistakes);
/** Opens DIR/TYPE.so and checks it. NULL, and *wrong a sentence from the arena. */
const struct xf_sink *config_sink_load(struct arena *arena, const char *folder, const char *type, const char **wrong);

#endif
