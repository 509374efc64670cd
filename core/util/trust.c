/* SPDX-License-Identifier: MIT */
/* One rule for everything that root acts on: who may write it. A configuration must be root's as well. */
#include "core/util/trust.h"

#include <unistd.h>

const char *trust_code(struct arena *arena, const char *path, const struct stat *status)
{
	/* A sticky folder is no better: strangers cannot replace files in it, but they can add some. */
	if (geteuid() != 0 || !(status->st_mode & (S_IWGRP | S_IWOTH)))
		return NULL;
	return arena_fmt(arena, "users other than its owner may write it, and root acts on it; run `chmod go-w %s`",
	                 path);
}

const char *trust_configuration(struct arena *arena, const char *path, const struct stat *status)
{
	if (geteuid() == 0 && status->st_uid != 0)
		return arena_fmt(arena, "it is not owned by root, and root acts on it; run `chown root %s`", path);
	return trust_code(arena, path, status);
}
