/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A guest: one captured machine as a text file that a reviewer can read in a diff.
 *
 *     xenfacts guest 1
 *     # Xen 4.17.7, Linux 6.1.192, captured 2026-11-22; any number of comment lines
 *     file /sys/hypervisor/type
 *     |xen
 *     file /proc/cmdline
 *     \root=/dev/xvda ro              (a "\" line instead of "|": no newline after it)
 *     link /sys/block/xvda/device/driver ../../bus/xen/drivers/vbd
 *     dir /sys/block xvda xvdb        (every name in it, sorted; any other is absent)
 *     dir /boot config-6.1 . config-* (".": there may be others, which were not recorded; of the names that match
 *                                     one of the patterns after it, fnmatch(3), any other is absent)
 *     absent /proc/xen
 *     denied /sys/hypervisor/properties/buildid
 *     failed /sys/class/net/eth0/speed 22          (errno)
 *     malformed /proc/interrupts                   (a folder, too large, ...)
 *     cpuid native 40000000 0 40000005 566e6558 65584d4d 4d4d566e
 *     cpuid forced absent             (the prefix traps)
 *     log
 *     |[    0.000000] Xen version: 4.17.7 (preserve-AD)
 *     log denied
 *
 * Paths and names are absolute and flat (links are not followed; every read asks for an exact path). As in content,
 * control characters, backslashes, marks that disguise text, bytes that are not UTF-8 and (in paths, names and targets)
 * blanks are escaped as \xNN in them; content may contain raw tabs.
 *
 * A path has one entry, or a link and one entry for what the link leads to; a lone link leads to a folder. A path
 * without an entry is absent if its nearest ancestor with an entry is an absent, a file, or a dir that does not name
 * it and names all, or all that match one of its patterns, as the path does; otherwise it is not recorded. A CPUID way
 * with any leaf of the hypervisor range has zeros at the bases that it does not list (cpuid.h, machine_cpuid_find).
 */
#ifndef XF_MANIFEST_H
#define XF_MANIFEST_H

#include <stdio.h>

#include "core/machine/machine.h"

#define XF_MANIFEST_CAP (128u << 20) /**< bytes of one manifest */
#define XF_PATTERN_CAP 64u          /**< patterns of one folder: replay tries each of them for every missing path */

/** Kinds of entry. */
enum guest_entry_kind {
	XF_ENTRY_FILE, XF_ENTRY_LINK, XF_ENTRY_DIR, XF_ENTRY_OUTCOME, XF_ENTRY_CPUID, XF_ENTRY_LOG,
};

/** One entry, as parsed and as written. */
struct guest_entry {
	enum guest_entry_kind kind;
	enum xf_outcome outcome; /**< XF_SEEN, or how the read failed */
	int error;               /**< errno of failed */
	const char *path;        /**< NULL for cpuid and log */
	const char *data;        /**< file, link target, log */
	size_t size;
	char **names; /**< dir */
	size_t count;
	bool partial;    /**< dir: there may be other names */
	char **patterns; /**< dir, partial: but none that match one of these */
	size_t pattern_count;
	enum xf_via via; /**< cpuid; outcome ABSENT: this way traps */
	uint32_t leaf, sub, reg[4];
};

/** A parsed manifest: entries in the file's order. */
struct guest_manifest {
	struct guest_entry *entries;
	size_t count;
};

/**
 * Parses `size` bytes of `text`; `name` is what messages call the file. 0, -ENOMEM, or -EINVAL with *wrong set to
 * "NAME:LINE: expected ...", from the arena.
 */
int machine_manifest_parse(struct arena *arena, const char *name, const char *text, size_t size,
                           struct guest_manifest *manifest, const char **wrong);
/** Writes the first line; 0 or -errno. */
int machine_manifest_write_head(FILE *file, const char *comment);
/** Writes one entry, escaped; parsing it again yields the same entry. 0 or -errno. */
int machine_manifest_write(FILE *file, const struct guest_entry *entry);

#endif
