/* SPDX-License-Identifier: MIT */
/** @file Output for programs and for browsers. */
#ifndef XF_FLEET_WRITE_H
#define XF_FLEET_WRITE_H

#include <stdio.h>

#include "facts/fleet/summary.h"

/** One object: the summary, and the main facts of each machine by name (documented in docs/FLEET.md). 0 or -errno. */
int fleet_write_json(const struct fleet *fleet, const struct fleet_summary *summary, FILE *file);
/** One line for each machine (RFC 4180). A field that a spreadsheet would compute begins with "'". 0 or -errno. */
int fleet_write_csv(const struct fleet *fleet, FILE *file);
/** A page that needs nothing but itself; its files are in facts/pages. 0 or -errno. */
int fleet_write_page(const struct fleet *fleet, FILE *file);

#endif
