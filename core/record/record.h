/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Recording: walks the `reads` of all plugins through the door and writes a manifest, so that a bug
 * report is a test. Serial numbers, UUIDs, MAC and IP addresses and host names are blanked in files, links
 * and the log, not in the names of files.
 */
#ifndef XF_RECORD_H
#define XF_RECORD_H

#include <stdio.h>

#include "core/probe/registry.h"
#include "core/machine/machine.h"

/**
 * Writes the manifest of `root` to `file`; `comment` (lines, may be "") stands behind the first line.
 * 0 or -errno. Looks that fail are entries of the manifest, not errors.
 */
int record_machine(struct machine *machine, const struct registry *registry, const char *comment,
                   FILE *file);

/**
 * Blanks what identifies a machine in a text: UUIDs, MAC addresses, IPv4 and IPv6 addresses, `SerialNumber:`
 * values, EC2 instance ids, and every occurrence of `host` as a word (NULL or "": none). Length and line
 * structure stay, as does an "ec2" at the front of a UUID, which names the platform. In place; `size`
 * bytes.
 */
void record_redact(char *text, size_t size, const char *host);

#endif
