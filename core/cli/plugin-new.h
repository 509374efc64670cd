/* SPDX-License-Identifier: MIT */
/** @file The beginning of a new plugin. */
#ifndef XF_CLI_PLUGIN_NEW_H
#define XF_CLI_PLUGIN_NEW_H

#include "core/cli/cli.h"

/** Writes a new plugin's folder. An exit code. */
int cli_plugin_new(const struct cli *cli, const char *name);

#endif
