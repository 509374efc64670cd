/* SPDX-License-Identifier: MIT */
/** @file The skeleton of a new plugin. */
#ifndef XF_CLI_PLUGIN_NEW_H
#define XF_CLI_PLUGIN_NEW_H

#include "core/cli/cli.h"

/** Creates a new plugin's folder. Returns an exit code. */
int cli_plugin_new(const struct cli *cli, const char *name);

#endif
