/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Modules: what links a library that a plain run must not load. Each is one shared object beside the
 * plugins' folder, opened when needed, that exports one constant. Internal: no ABI promise.
 */
#ifndef XF_MODULE_H
#define XF_MODULE_H

#include <stdio.h>

#include "tree.h"

#define XF_MODULE_VERSION 1u

/** A serial format: `json` (jansson), `yaml` (libyaml). Exported as xenfacts_encoder. */
struct xf_encoder {
	uint32_t version;
	const char *name;
	/** Starts a document that will be written to `file`; NULL if there is no memory. */
	void *(*open)(FILE *file);
	xf_sink_fn *receive;
	/** Writes what is left, frees all; `error` is what stopped the walk, or 0. 0 or -errno. */
	int (*close)(void *context, int error);
};

/** A cell of a table; `colour` is an SGR sequence's number text such as "32", or NULL. */
struct xf_cell {
	const char *text;
	const char *colour;
};

/** A table (libsmartcols). Exported as xenfacts_table. */
struct xf_table {
	uint32_t version;
	/**
	 * Prints rows of `columns` cells without headings, the last column wrapped or cut to the
	 * terminal's width when `terminal`. 0 or -errno.
	 */
	int (*print)(FILE *file, const struct xf_cell *cells, size_t rows, size_t columns,
	             bool terminal, bool colours);
};

/** Ansible's way to call a module (jansson). Exported as xenfacts_ansible. */
struct xf_ansible {
	uint32_t version;
	/**
	 * Is that the content of a module's argument file? 0: yes, and all is well. -ENOENT: no. -EINVAL: it holds a
	 * parameter that we do not have; Ansible's answer to that is written to `answer`.
	 */
	int (*check)(const char *bytes, size_t size, FILE *answer);
};

#endif
