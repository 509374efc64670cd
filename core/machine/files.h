/* SPDX-License-Identifier: MIT */
/** @file Reads real files beneath a root folder: the live machine's, or a captured tree's. */
#ifndef XF_SYSROOT_FILES_H
#define XF_SYSROOT_FILES_H

#include "core/machine/captured.h"
#include "core/machine/machine.h"

/** A root folder. */
struct machine_files {
	int fd;                   /**< O_PATH */
	bool tree;                /**< captured: links are followed within it, what is missing may not be recorded */
	bool old;                 /**< no openat2(2): before Linux 5.6, or a seccomp filter, which may say EPERM */
	struct captured captured; /**< tree */
};

/** Opens a root folder; the caller closes files->fd. 0 or -errno. */
int machine_files_open(struct machine_files *files, const char *directory, bool tree);

/* The operations of struct machine_ops; `self` is a struct machine_files, or begins with one. */

/** A regular file's bytes. */
void machine_files_read(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
/** The same of a kernel log that was captured, which may be larger. */
void machine_files_read_log(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
/** A link's target; links before the last component are followed. */
void machine_files_link(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
/** What kind of object is there, links followed. */
void machine_files_stat(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
/** The names in a folder. */
void machine_files_list(void *self, struct arena *arena, const char *path, struct machine_answer *answer);
/** O_PATH descriptor of what is there, links followed; -1 if nothing. The caller closes it. */
int machine_files_hold(void *self, const char *path);

#endif
