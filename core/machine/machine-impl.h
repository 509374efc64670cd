/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the implementations of struct machine share; nothing else includes it.
 */
#ifndef XF_SYSROOT_IMPL_H
#define XF_SYSROOT_IMPL_H

#include "core/machine/machine.h"

#define XF_PLACE_CAP 512u /**< bytes of a path that an implementation sees, its NUL included */

/** A machine. The constructors set what machine_new cannot know. */
struct machine {
	const struct machine_ops *ops;
	void *self;
	bool live;
	int fd; /**< of the root folder, owned by `self`; -1 */
};

/** Sets the answer from a positive errno: absent, denied, malformed or failed. */
void machine_answer_errno(struct machine_answer *answer, int error);
/** Answers with a copy of `size` bytes in the arena. */
void machine_answer_bytes(struct machine_answer *answer, struct arena *arena, const char *bytes, size_t size);
/** Answers with a listing: sorts `names` and appends a NULL; the array came from arena_grow. */
void machine_answer_names(struct machine_answer *answer, struct arena *arena, char **names, size_t count);
#endif
