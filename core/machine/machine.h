/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The only way to read a machine, whether the live machine, a captured tree, or a text manifest. It knows files, links,
 * directories, the kernel log and CPUID; of Xen it knows only the prefix that makes CPUID trap (cpuid.c).
 */
#ifndef XF_SYSROOT_H
#define XF_SYSROOT_H

#include <stddef.h>
#include <stdint.h>
#include <xenfacts/plugin.h>

#include "core/util/arena.h"

#define XF_FILE_CAP (4u << 20)  /**< bytes of one file */
#define XF_PROC_CAP (64u << 20) /**< bytes of one below /proc: interrupts has a column for each CPU */
#define XF_LIST_CAP 65536u      /**< entries of one directory */
#define XF_LOG_CAP (32u << 20)  /**< bytes of the kernel log; log_buf_len= allows 2 GB */

struct machine;

/** What was read. All memory belongs to the arena that the caller passed. */
struct machine_answer {
	enum xf_outcome outcome;
	int error;       /**< positive errno behind DENIED and FAILED, else 0 */
	char *data;      /**< read, link, log: bytes, followed by a NUL; stat: the kind */
	size_t size;     /**< of data */
	char **names;    /**< list: sorted by byte, ending with NULL */
	size_t count;    /**< of names */
	char **patterns; /**< list, not all recorded: of names that match one of these, all are in names */
	size_t pattern_count;
	uint32_t reg[4]; /**< cpuid: eax ebx ecx edx */
};

/** What an implementation provides; `self` is its own state. Paths are absolute and below 512 bytes. */
struct machine_ops {
	void (*read)(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
	void (*link)(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
	void (*stat)(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
	void (*list)(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
	void (*log)(void *self, struct arena *arena, struct machine_answer *answer);
	void (*cpuid)(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer);
	int (*hold)(void *self, const char *path);
	void (*close)(void *self);
};

/** The live machine: root "/", its kernel log, its CPUID. 0 or -errno; the caller closes it. */
int machine_live(struct machine **machine);
/**
 * A captured tree. `cmd/dmesg`, or the log where sosreport and supportconfig leave it, stands in for the kernel log and
 * `cmd/cpuid` for CPUID, if they exist. A missing path is absent if its first component is a non-empty folder of the
 * tree, and of /proc and /sys one that was captured whole (captured.h); otherwise it is not recorded: a tree that holds
 * only cmd/ says nothing about /sys. Links never lead out of the tree.
 */
int machine_tree(const char *directory, struct machine **machine);
/**
 * A manifest (guest.h). On a syntax error -EINVAL, and *wrong is a sentence that names file, line and what was expected
 * (the caller frees it with free(3)); otherwise NULL.
 */
int machine_manifest(const char *file, struct machine **machine, char **wrong);
/** A machine of which only the kernel log is known, the content of `file`; "-": standard input. 0 or -errno. */
int machine_pasted(const char *file, struct machine **machine);
/** Wraps an implementation; used by the four above and by tests. NULL if there is no memory. */
struct machine *machine_new(const struct machine_ops *ops, void *self);
/** Closes it. NULL is fine. */
void machine_close(struct machine *machine);

/** Is it the machine that we run on? */
bool machine_is_live(const struct machine *machine);
/** Descriptor of the root folder for the sandbox; -1 if there is none (a manifest). */
int machine_fd(const struct machine *machine);
/** O_PATH descriptor of what reading the path would reach, links followed; the caller closes it. -1 if nothing. */
int machine_hold(const struct machine *machine, const char *path);

/** The most bytes that a file at this path may have. */
size_t machine_cap_of(const char *path);

/* Each fills *answer in any case; running out of arena memory is FAILED with ENOMEM. */

/** A regular file's bytes; a folder is MALFORMED, as is more than machine_cap_of. */
void machine_read(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer);
/** A symbolic link's target; MALFORMED if something else is there. */
void machine_link(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer);
/** Existence, links followed; data is "file", "directory" or "other". */
void machine_stat(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer);
/**
 * The names in a folder, without . and .., sorted; MALFORMED over XF_LIST_CAP or for a file; NOT_RECORDED, with the
 * names that are known, if there may be others.
 */
void machine_list(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer);
/**
 * The kernel log from its oldest line: "[    0.000000] text" lines, priorities removed. Only to be read: that of a tree
 * is the machine's own, of which there is one.
 */
void machine_log(struct machine *machine, struct arena *arena, struct machine_answer *answer);
/** One CPUID leaf. ABSENT where the instruction traps or the architecture has none. */
void machine_cpuid(struct machine *machine, enum xf_via via, uint32_t leaf, uint32_t sub,
                   struct machine_answer *answer);

#endif
