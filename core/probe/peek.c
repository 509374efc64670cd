/* SPDX-License-Identifier: MIT */
/* The file is read and not mapped: what is mapped can be cut short under us, and then kills us (mmap(2), SIGBUS). */
#include "core/probe/peek.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/probe/adopt.h"
#include "core/probe/elf.h"
#include "core/util/files.h"

#define SYMBOL "xenfacts_plugin"
#define OBJECT_CAP (64 << 20) /* bytes of a plugin's file; with what debuggers want it is large */

static const char *check_head(struct arena *arena, uint32_t abi, uint32_t size)
{
	if (abi != XF_ABI)
		return arena_fmt(arena, "it was built for ABI %u, but this program uses ABI %u; rebuild it", abi,
		                 XF_ABI);
	if (size < XF_PLUGIN_LEAST)
		return arena_fmt(arena, "its struct xf_plugin has %u bytes, but ABI %u needs at least %zu; rebuild it",
		                 size, XF_ABI, XF_PLUGIN_LEAST);
	return NULL;
}

const struct xf_plugin *probe_peek_bytes(struct arena *arena, unsigned char *bytes, size_t size, const char **wrong)
{
	struct elf elf;
	uint32_t head[2];

	if (!probe_elf_open(&elf, bytes, size)) {
		*wrong = "it is not a complete shared object for this machine";
		return NULL;
	}
	uint64_t address = probe_elf_symbol(&elf, SYMBOL, sizeof(head));

	probe_elf_relocate(&elf); /* before anything is checked: a relocation may change that, too */
	*wrong = "it does not export " SYMBOL "; is it a xenfacts plugin?";
	if (!address || !probe_elf_copy(&elf, address, head, sizeof(head)))
		return NULL;
	*wrong = check_head(arena, head[0], head[1]);
	if (*wrong)
		return NULL;
	return probe_adopt(arena, &elf, address, wrong);
}

/* 0 or -errno; the caller frees what was read. */
static int read_whole(int fd, unsigned char **bytes, size_t *size)
{
	struct stat status;

	if (fstat(fd, &status))
		return -errno;
	*size = (size_t)status.st_size;
	if (status.st_size <= 0 || status.st_size >= OBJECT_CAP)
		return -ENOEXEC;
	*bytes = malloc(*size);
	if (!*bytes)
		return -ENOMEM;
	ssize_t done = files_read_all(fd, (char *)*bytes, *size);

	return done < 0 ? (int)done : done == status.st_size ? 0 : -EIO;
}

const struct xf_plugin *probe_peek(struct arena *arena, int fd, const char **wrong)
{
	unsigned char *bytes = NULL;
	size_t size = 0;
	const struct xf_plugin *plugin = NULL;
	int error = read_whole(fd, &bytes, &size);

	if (error == -ENOEXEC)
		*wrong = "it is not a complete shared object for this machine";
	else if (error)
		*wrong = arena_fmt(arena, "it cannot be read: %s", strerror(-error));
	else
		plugin = probe_peek_bytes(arena, bytes, size, wrong);
	free(bytes);
	return plugin;
}
