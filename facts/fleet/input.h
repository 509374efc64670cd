/* SPDX-License-Identifier: MIT */
/** @file Reading an input: a file, a folder, standard input. */
#ifndef XF_FLEET_INPUT_H
#define XF_FLEET_INPUT_H

#include "facts/fleet/module.h"

/** As `read` of struct fleet_module. */
int fleet_input_read(struct fleet *fleet, const char *path, const char *kind, const struct fleet_guest *guest);

#endif
