/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Recording: reads the `reads` of all plugins from a machine and writes a manifest, so that a bug report is a test.
 * Serial numbers, UUIDs, MAC and IP addresses and host names are blanked in files, links and the log, but not in file
 * names.
 */
#ifndef XF_RECORD_H
#define XF_RECORD_H

#include <stdio.h>

#include "core/probe/registry.h"
#include "core/machine/machine.h"

/**
 * Writes the manifest of `root` to `file`; `comment` (lines, may be "") follows the first line. 0 or -errno. Reads that
 * fail are entries of the manifest, not errors.
 */
int record_machine(struct machine *machine, const struct registry *registry, const char *comment,
                   FILE *file);

/** Words to blank wherever a text has them as a word, such as the host's name; sorted by byte. */
struct record_words {
	const char **sorted;
	size_t count;
};

/**
 * Blanks what identifies a machine or its owner in a text: the given words; UUIDs, MAC, IPv4 and IPv6 addresses, also
 * as part of a name; ids of EC2; addresses of mail and USER@HOST; URLs; what follows "Serial Number:", "password=" and
 * the like. Length and line structure are kept, as is an "ec2" at the front of a UUID, which names the platform. In
 * place; `size` bytes. Returns how many bytes were examined, some more than once: never more than a multiple of `size`.
 */
size_t record_redact_words(char *text, size_t size, const struct record_words *words);
/** The same with one word, `host`; NULL or "": none. */
size_t record_redact(char *text, size_t size, const char *host);

#endif
