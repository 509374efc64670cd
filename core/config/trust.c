/* SPDX-License-Identifier: MIT */
/* What plugins must be (core/probe/object.c), sinks and their folder must be too; configuration must be root's too. */
#include "core/config/trust.h"

#include <unistd.h>

const char *xf_trust_code(const struct stat *status)
{
	if (geteuid() != 0 || !(status->st_mode & (S_IWGRP | S_IWOTH)))
		return NULL;
	return "others than its owner may write it, and it tells root what to do; run `chmod go-w` on it";
}

const char *xf_trust(const struct stat *status)
{
	if (geteuid() == 0 && status->st_uid != 0)
		return "it is not root's, and tells root what to do; run `chown root` on it";
	return xf_trust_code(status);
}
