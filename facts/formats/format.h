/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The formats of a report: one table, from which `facts --format`, its help, the agent's sinks and what tools are
 * answered all come.
 */
#ifndef XF_FORMAT_H
#define XF_FORMAT_H

#include "facts/formats/module.h"

/** One format. */
struct format {
	const char *name;                 /**< of `facts --format`; NULL: cannot be asked for by name */
	const char *module;               /**< the object that holds the encoder; NULL: it is in the program */
	const struct encoder *encoder; /**< in the program */
	int (*metrics)(FILE *file, const struct report *report); /**< instead of an encoder: takes no keys */
	const char *around[2];            /**< names of up to two maps around the facts, the outer first */
	bool answers;                     /**< for a tool that needs one object whatever happens */
};

/** Names of all formats, one blank between. */
#define XF_FORMAT_NAMES (format_names + 1)
extern const char format_names[];

/** What Ansible is answered, for which we are a binary module. */
extern const struct format format_module;

/** The format of a name; NULL if there is none. */
const struct format *format_find(const char *name);
/** Opens what a format (const struct format *, or NULL) will need, while there is time for it. */
void format_prepare(const void *format);
/** A format's encoder; NULL, and *wrong a sentence from the arena: why not, and what to do. */
const struct encoder *format_encoder(struct arena *arena, const struct format *format,
                                     const char **wrong);

/**
 * Writes a report, or what lies at or below `keys` (NULL: all), to a file, and flushes it. Behind the inner of two maps
 * around it stands `changed`, as Ansible asks of a module. 0; -ELIBACC: *wrong says why and what to do; -ENOENT: *wrong
 * is the key that names nothing, and nothing was written; or another -errno, of memory or of a write.
 */
int format_write(const struct format *format, FILE *file, const struct report *report,
                 const char *const *keys, const char **wrong);
/** Writes the object that a format with `answers` has when there is no report; `sentence` says why. */
void format_failure(const struct format *format, FILE *file, const char *sentence);

#endif
