/* SPDX-License-Identifier: MIT */
/*
 * Finds our own shared objects. A program that was built but not installed has them next to itself, and finds them
 * there without any environment variable, which somebody else could set.
 */
#include "core/util/object.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *find(struct object_folder *folder, const char *name, const char *installed)
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

const char *object_plugin_folder(struct object_folder *folder)
{
	return find(folder, "plugins", XF_PLUGIN_DIR);
}

const char *object_sink_folder(struct object_folder *folder)
{
	return find(folder, "sinks", XF_SINK_DIR);
}

static int is_object(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 3 && !strcmp(entry->d_name + length - 3, ".so");
}

static int by_byte(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int object_names(struct arena *arena, const char *folder, const char ***names)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_object, by_byte);

	if (count < 0)
		return -errno;
	*names = arena_alloc(arena, ((size_t)count + 1) * sizeof(**names));
	for (int i = 0; i < count; i++) {
		if (*names)
			(*names)[i] = arena_dup(arena, entries[i]->d_name, strlen(entries[i]->d_name) - 3);
		free(entries[i]);
	}
	free(entries);
	return arena_failed(arena) ? -ENOMEM : 0;
}

/* It stays open: closing it would cost as much again, and the program exits soon. */
static void *open_module(const char *name)
{
	struct object_folder folder;
	char path[sizeof(folder.path) + 32];

	snprintf(path, sizeof(path), "%s/%s.so", find(&folder, "modules", XF_MODULE_DIR), name);
	return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

void object_module_open(const char *name)
{
	open_module(name);
}

const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong)
{
	void *handle = open_module(name);
	const void *found = handle ? dlsym(handle, symbol) : NULL;

	if (!found)
		*wrong = arena_fmt(arena, "cannot load the module %s: %s; reinstall xenfacts", name, dlerror());
	return found;
}
