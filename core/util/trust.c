/* SPDX-License-Identifier: MIT */
/* One rule for all that tells root what to do: who may write it. A configuration must be root's as well. */
#include "core/util/trust.h"

#include <unistd.h>

const char *trust_code(struct arena *arena, const char *path, const struct stat *status)
{
	/* A sticky folder is no better: strangers may not replace what is there, but they may add to it. */
	if (geteuid() != 0 || !(status->st_mode & (S_IWGRP | S_IWOTH)))
		return NULL;
	return arena_fmt(arena, "others than its owner may write it, and it tells root what to do; run `chmod go-w %s`",
	                 path);
}

const char *trust_configuration(struct arena *arena, const char *path, const struct stat *status)
{
	if (geteuid() == 0 && status->st_uid != 0)
		return arena_fmt(arena, "it is not root's, and tells root what to do; run `chown root %s`", path);
	return trust_code(arena, path, status);
}
