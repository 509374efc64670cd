/* SPDX-License-Identifier: MIT */
/* Which plugins there are, by their files' names, which are the plugins': the agent must not hold one of them. */
#include "core/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int is_object(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 3 && !strcmp(entry->d_name + length - 3, ".so");
}

int xf_plugin_names(struct xf_arena *arena, const char *folder, const char ***names)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_object, alphasort);

	if (count < 0)
		return -errno;
	*names = xf_alloc(arena, ((size_t)count + 1) * sizeof(**names));
	for (int i = 0; i < count; i++) {
		if (*names)
			(*names)[i] = xf_dup(arena, entries[i]->d_name, strlen(entries[i]->d_name) - 3);
		free(entries[i]);
	}
	free(entries);
	return *names && !xf_arena_failed(arena) ? 0 : -ENOMEM;
}
