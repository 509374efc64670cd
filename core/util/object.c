/* SPDX-License-Identifier: MIT */
/*
 * Finds our own shared objects: next to the program if it was built but not installed, else below the prefix that the
 * program is in now, which may be wherever an archive was unpacked, else where this build installs them. No environment
 * variable, which somebody else could set, is needed.
 */
#include "core/util/object.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/util/files.h"
#include "core/util/trust.h"

/* Ends a path behind its last slash but `levels`. Where the rest goes; NULL if there are not so many. */
static char *cut(char *path, int levels)
{
	char *slash = strrchr(path, '/');

	while (slash && levels--) {
		*slash = '\0';
		slash = strrchr(path, '/');
	}
	if (slash)
		slash[1] = '\0';
	return slash ? slash + 1 : NULL;
}

/* Is there a folder of this name beside the program, or so many folders above it? */
static bool is_near_program(struct object_folder *folder, int levels, const char *library, const char *name)
{
	struct stat status;
	ssize_t length = readlink("/proc/self/exe", folder->path, sizeof(folder->path) - 1);
	char *rest;

	if (length <= 0)
		return false;
	folder->path[length] = '\0';
	rest = cut(folder->path, levels);
	size_t room = rest ? sizeof(folder->path) - (size_t)(rest - folder->path) : 0;

	return rest && (size_t)snprintf(rest, room, "%s%s", library, name) < room && !stat(folder->path, &status) &&
	       S_ISDIR(status.st_mode);
}

static const char *find(struct object_folder *folder, const char *name)
{
	if (!is_near_program(folder, 0, "", name) && !is_near_program(folder, 1, XF_LIBRARY, name))
		snprintf(folder->path, sizeof(folder->path), "%s%s", XF_INSTALLED, name);
	return folder->path;
}

const char *object_plugin_folder(struct object_folder *folder)
{
	return find(folder, "plugins");
}

const char *object_sink_folder(struct object_folder *folder)
{
	return find(folder, "sinks");
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

const char *object_check_folder(struct arena *arena, const char *folder)
{
	const char *wrong;
	int fd = trust_open(arena, folder, O_PATH | O_DIRECTORY, &wrong);

	if (fd < 0)
		return arena_fmt(arena, "%s: %s", folder, wrong);
	close(fd);
	return NULL;
}

/*
 * dlopen runs constructors, so what can be judged without opening is judged first. It gets the path: only root can make
 * that lead elsewhere afterwards. The descriptor's name in /proc would be that of the next object, too, and the loader
 * takes what has the name of a loaded object for that object.
 */
static const char *check(struct arena *arena, const char *file)
{
	struct stat status = { .st_mode = 0 };
	const char *wrong = NULL;
	int fd = trust_open(arena, file, O_PATH, &wrong);

	if (fd < 0)
		return wrong;
	if (files_status(fd, &status) || !S_ISREG(status.st_mode))
		wrong = "it is not a regular file";
	close(fd);
	return wrong;
}

const void *object_open(struct arena *arena, const char *file, const char *symbol, const char **wrong)
{
	*wrong = check(arena, file);
	void *handle = *wrong ? NULL : dlopen(file, RTLD_NOW | RTLD_LOCAL);
	const void *found = handle ? dlsym(handle, symbol) : NULL;

	if (!*wrong && !handle)
		*wrong = arena_fmt(arena, "it cannot be loaded: %s", dlerror());
	else if (!*wrong && !found)
		*wrong = arena_fmt(arena, "it does not export %s", symbol);
	return found;
}

const void *object_module(struct arena *arena, const char *name, const char *symbol, const char **wrong)
{
	struct object_folder folder;
	const char *reason, *path = find(&folder, "modules");
	const char *distrust = object_check_folder(arena, path);
	const char *file = arena_fmt(arena, "%s/%s.so", path, name);
	const void *found = distrust ? NULL : object_open(arena, file, symbol, &reason);

	if (!found)
		*wrong = arena_fmt(arena, "cannot load the module %s: %s; reinstall xenfacts", name,
		                   distrust ? distrust : reason);
	else if (*(const uint32_t *)found != XF_MODULE_VERSION)
		*wrong = arena_fmt(arena, "the module %s does not match this version; reinstall xenfacts", name);
	else
		return found;
	return NULL;
}
