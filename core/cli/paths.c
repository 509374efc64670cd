/* SPDX-License-Identifier: MIT */
/*
 * Where our own shared objects are. A program that was built and not installed has them beside itself,
 * and finds them there without any environment variable, which somebody else could set.
 */
#include "core/cli/cli.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *find(struct xf_folder *folder, const char *name, const char *installed)
{
	struct stat status;
	ssize_t length = readlink("/proc/self/exe", folder->path, sizeof(folder->path) - 16);

	if (length > 0) {
		folder->path[length] = '\0';
		char *slash = strrchr(folder->path, '/');

		if (slash) {
			snprintf(slash + 1, 16, "%s", name);
			if (!stat(folder->path, &status) && S_ISDIR(status.st_mode))
				return folder->path;
		}
	}
	snprintf(folder->path, sizeof(folder->path), "%s", installed);
	return folder->path;
}

const char *xf_folder_plugins(struct xf_folder *folder)
{
	return find(folder, "plugins", XF_PLUGIN_DIR);
}

const char *xf_folder_sinks(struct xf_folder *folder)
{
	return find(folder, "sinks", XF_SINK_DIR);
}

const char *xf_folder_modules(struct xf_folder *folder)
{
	return find(folder, "modules", XF_MODULE_DIR);
}
