/* SPDX-License-Identifier: MIT */
/*
 * Where our own shared objects are. A program that was built and not installed has them beside itself,
 * and finds them there without any environment variable, which somebody else could set.
 */
#include "core/util/object.h"

#include <dlfcn.h>
#include <stdio.h>
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

/* It stays open: unloading would cost as much again, and the program ends soon. */
static void *open_module(const char *name)
{
	struct xf_folder folder;
	char path[sizeof(folder.path) + 32];

	snprintf(path, sizeof(path), "%s/%s.so", xf_folder_modules(&folder), name);
	return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

void xf_module_open(const char *name)
{
	open_module(name);
}

const void *xf_module(struct xf_arena *arena, const char *name, const char *symbol, const char **wrong)
{
	void *handle = open_module(name);
	const void *found = handle ? dlsym(handle, symbol) : NULL;

	if (!found)
		*wrong = xf_fmt(arena, "cannot load the module %s: %s; install xenfacts again", name, dlerror());
	return found;
}
