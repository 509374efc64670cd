/* SPDX-License-Identifier: MIT */
/** @file What the program and the module `fleet` know of each other. Internal: no ABI promise. */
#ifndef XF_FLEET_MODULE_H
#define XF_FLEET_MODULE_H

#include <stdio.h>

#include "facts/fleet/summary.h"
#include "facts/formats/module.h"

/** What inputs can be; --from names one, any other is recognised by its content. */
#define XF_FLEET_KINDS "json guest ansible puppetdb salt prometheus"
/** What can be written. */
#define XF_FLEET_FORMATS "table json csv html"

/** Takes one fact of a machine that is being read. */
typedef void fleet_take_fn(void *taker, const char *key, const char *value);

/** Reads a recorded guest, which only the program can. */
struct fleet_guest {
	/** Passes all facts on, in the order of their keys. NULL, or a sentence that says why it could not. */
	const char *(*read)(void *context, const char *path, fleet_take_fn *take, void *taker);
	void *context;
};

/** The module (jansson). Exported as xenfacts_fleet. */
struct fleet_module {
	uint32_t version;
	/** An empty fleet; NULL if there is no memory. */
	struct fleet *(*make)(void);
	/**
	 * Adds the machines of a file, of all files of a folder, or of standard input ("-"); `kind` NULL: it is
	 * recognised. What is damaged is noted. 0; -errno if the path itself cannot be read.
	 */
	int (*read)(struct fleet *fleet, const char *path, const char *kind, const struct fleet_guest *guest);
	/** Counts everything; memory comes from the fleet's arena. 0 or -ENOMEM. */
	int (*summarize)(struct fleet *fleet, struct fleet_summary *summary);
	/** Writes a summarized fleet as "json", "csv" or "html". 0 or -errno. */
	int (*write)(const struct fleet *fleet, const struct fleet_summary *summary, const char *format, FILE *file);
	void (*drop)(struct fleet *fleet);
};

#endif
