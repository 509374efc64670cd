/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The formats of a report: one table behind `facts --format`, its help, the agent's sinks and the answers to tools.
 */
#ifndef XF_FORMAT_H
#define XF_FORMAT_H

#include "facts/formats/module.h"

/** One format. */
struct format {
	/** For `facts --format`; NULL: it has no name there. */
	const char *name;
	/** The shared object with the encoder; NULL: it is built in. */
	const char *module;
	/** The encoder, if it is built in. */
	const struct encoder *encoder;
	/** Instead of an encoder; takes no keys. */
	int (*metrics)(FILE *file, const struct report *report);
	/** Names of up to two maps around the facts, the outer one first. */
	const char *around[2];
	/** It is for a tool that needs one object in any case. */
	bool answers;
};

/** Names of all formats, separated by single blanks. */
#define XF_FORMAT_NAMES (format_names + 1)
extern const char format_names[];
/** The same for `report`, which also writes pages and pictures (page.h). */
extern const char format_report_names[];

/** The profiles: how much of a report is written. Another tool gets the first unless it asks for more. */
#define XF_PROFILE_SLIM "slim"
#define XF_PROFILE_FULL "full"
/** Names of both. */
#define XF_PROFILE_NAMES XF_PROFILE_SLIM " " XF_PROFILE_FULL
/**
 * The keys of the profile slim: what machines are selected by. For format_write, which leaves out those that a report
 * does not have.
 */
extern const char *const format_slim[];
/** The keys of a profile: format_slim, or NULL, for all. */
const char *const *format_profile(const char *name);

/** The answer to Ansible, when we run as a binary module. */
extern const struct format format_module;

/** The format by that name; NULL if there is none. */
const struct format *format_find(const char *name);
/** Opens what a format (const struct format *, or NULL) will need, while there is time. */
void format_prepare(const void *format);
/** A format's encoder; NULL, with a sentence in *wrong, from the arena: why not, and what to do. */
const struct encoder *format_encoder(struct arena *arena, const struct format *format,
                                     const char **wrong);

/**
 * Writes a report, or what is at or below `keys` (NULL: all), to a file, and flushes it. With two maps around the
 * facts, `changed` follows the inner one, as Ansible expects of a module. 0; -ELIBACC: *wrong says why and what to do;
 * -ENOENT: *wrong is the key that names nothing, and nothing was written; or another -errno, of memory or of a write.
 */
int format_write(const struct format *format, FILE *file, const struct report *report,
                 const char *const *keys, const char **wrong);
/** Writes the object that a format with `answers` prints when there is no report; `sentence` says why. */
void format_failure(const struct format *format, FILE *file, const char *sentence);

#endif
