/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the implementations of the door share; nobody else includes it.
 */
#ifndef XF_SYSROOT_IMPL_H
#define XF_SYSROOT_IMPL_H

#include "core/machine/machine.h"

#define XF_PLACE_CAP 512u /**< bytes of a path that an implementation sees, its NUL included */

/** The door. The constructors set what xf_sysroot_new cannot know. */
struct xf_sysroot {
	const struct xf_sysroot_ops *ops;
	void *self;
	bool live;
	int fd;    /**< of the root folder, owned by `self`; -1 */
};

/** Ends a look with a positive errno: absent, denied, malformed or failed. */
void xf_answer_errno(struct xf_answer *answer, int error);
/** Ends a look as seen, with a copy of `size` bytes in the arena. */
void xf_answer_bytes(struct xf_answer *answer, struct xf_arena *arena, const char *bytes, size_t size);
/** Ends a listing as seen: sorts `names` and puts a NULL behind them; the array came from xf_grow. */
void xf_answer_names(struct xf_answer *answer, struct xf_arena *arena, char **names, size_t count);
/**
 * Reads a descriptor until its end, because files of /proc and /sys say that they have no bytes. The
 * caller frees *bytes, also after an error. 0 or -errno; -EFBIG above `cap`.
 */
int xf_slurp(int fd, size_t cap, char **bytes, size_t *size);

#endif
