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

/**
 * Blanks what identifies a machine in a text: UUIDs, MAC addresses, IPv4 and IPv6 addresses, `SerialNumber:` values,
 * EC2 instance ids, and every occurrence of `host` as a word (NULL or "": none). Length and line structure are kept, as
 * is an "ec2" at the front of a UUID, which names the platform. In place; `size` bytes.
 */
void record_redact(char *text, size_t size, const char *host);

#endif
