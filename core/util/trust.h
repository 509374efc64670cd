/* SPDX-License-Identifier: MIT */
/** @file What root may act on: one rule for code, configuration, and the folders that are written to. */
#ifndef XF_TRUST_H
#define XF_TRUST_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/util/arena.h"

/**
 * Opens a file or folder that only root can change, if we are root; anyone else may open what they like, and so may a
 * user who is called root in a user namespace without other users (`unshare -r`). Each component
 * of the path, from / on, and each link on the way must belong to root or to the owner of our own program, who can
 * already make root run anything: `sudo build/release/xenfacts` works. Nobody else may write one, except a sticky
 * folder on the way, such as /tmp, where no stranger can replace what is another's.
 *
 * `flags` are open(2)'s, except those that create files; O_CLOEXEC is added. Returns a descriptor, or -errno and a
 * sentence in *wrong, from the arena: -EPERM if it is refused, with the component and what to run.
 */
int trust_open(struct arena *arena, const char *path, int flags, const char **wrong);

/**
 * The same, but cheaper, for a file in a folder that trust_open opened: `path` names both, and the folder is not judged
 * again.
 */
int trust_open_in(struct arena *arena, int folder, const char *path, int flags, const char **wrong);

/** No user: nobody else is trusted. */
#define XF_NO_USER ((uid_t)-1)

/**
 * Opens a folder to write files into, as trust_open with O_RDONLY, with two differences: whoever we are, no symbolic
 * link may be on the way; and folders may also belong to `owner`, if that is not XF_NO_USER: who may change what is
 * written gains nothing by moving it.
 */
int trust_open_folder(struct arena *arena, const char *path, uid_t owner, const char **wrong);

/**
 * Do we have rights that our caller lacks, from the set-user-ID or set-group-ID bit of our file or its capabilities?
 * Not so, though AT_SECURE is set, if only a security module changed our domain, as SELinux does when systemd starts
 * a service (security/selinux/hooks.c, selinux_bprm_creds_for_exec).
 */
bool trust_is_raised(void);

#endif
