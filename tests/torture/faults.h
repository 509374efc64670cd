/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Calls of the C library that fail when they are told to. They stand in the program itself, so that its own code, its
 * plugins, sinks and modules, and the libraries of these all find them before the C library's.
 */
#ifndef XF_FAULTS_H
#define XF_FAULTS_H

#include <stdbool.h>

#define FAULT_PROCESSES 16

/** Kinds of call that can fail. */
enum fault_kind {
	FAULT_ALLOC,  /**< malloc, calloc, realloc */
	FAULT_READ,   /**< read, pread, readlink, readlinkat */
	FAULT_WRITE,  /**< write */
	FAULT_FORK,   /**< fork */
	FAULT_RENAME, /**< rename, renameat, unlink, unlinkat */
	FAULT_OPEN,   /**< open, openat, openat2, opendir, fdopendir, scandir, fopen */
	FAULT_MAKE,   /**< pipe2, memfd_create, socket, signalfd, timerfd_create, mmap */
	FAULT_STAT,   /**< stat, fstat */
	FAULT_SYNC,   /**< fsync */
	FAULT_POLL,   /**< poll */
	FAULT_KINDS
};

/** What is to fail, and what was called. All processes of a run share it. */
struct fault_plan {
	enum fault_kind kind;
	int process;         /**< the first is 0, then in the order of their forks */
	unsigned long fails; /**< number of its call of that kind that fails; 0: none */
	bool pieces;         /**< instead, reads and writes are short, and every other call is interrupted */
	int processes;       /**< so far */
	unsigned long counts[FAULT_PROCESSES][FAULT_KINDS];
};

/** From now on this process, and those that it forks, follow a plan, or with NULL none. */
void faults_arm(struct fault_plan *plan);

#endif
