/* SPDX-License-Identifier: MIT */
/*
 * What is opened is the descriptor whose content was checked, whatever its path means by now. A run without a worker
 * opens the path instead: that process lives on, ld.so knows objects by name, and descriptors' numbers are used again.
 */
#include "core/probe/open.h"

#include <dlfcn.h>
#include <stdio.h>
#include <sys/stat.h>

static void *open_file(const struct loaded_plugin *loaded, bool sandboxed)
{
	struct stat status;
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", loaded->fd);
	void *handle = sandboxed ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;

	if (!handle && (!sandboxed || stat(path, &status))) /* no /proc in this chroot */
		handle = dlopen(loaded->file, RTLD_NOW | RTLD_LOCAL);
	return handle;
}

const char *probe_open(const struct registry *registry, struct loaded_plugin *loaded, bool sandboxed)
{
	if (loaded->opened)
		return NULL;
	struct xf_plugin *plugin = arena_alloc(registry->arena, sizeof(*plugin));
	void *handle = plugin ? open_file(loaded, sandboxed) : NULL;
	const struct xf_plugin *exported = handle ? dlsym(handle, "xenfacts_plugin") : NULL;

	if (!plugin)
		return "not enough memory";
	if (!exported)
		return arena_fmt(registry->arena, "it cannot be loaded: %s", dlerror());
	*plugin = *loaded->plugin;
	plugin->look = exported->look;
	if (plugin->without_xen)
		plugin->without_xen = exported->without_xen;
	loaded->plugin = plugin;
	loaded->opened = true;
	return NULL;
}
