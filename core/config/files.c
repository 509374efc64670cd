/* SPDX-License-Identifier: MIT */
/*
 * Configuration files. A folder is read as systemd reads its own: the main file, then conf.d/ in the order of names,
 * where later files override earlier ones setting by setting, so that a package can add a sink without touching
 * anyone's file. A file that cannot be read does not keep the others from being checked.
 */
#include "core/config/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/util/files.h"
#include "core/util/trust.h"

#define FILE_CAP (1u << 20)
#define FILES_CAP 256u

struct merge {
	struct config_entries *entries;
	const struct config_files *source;
	struct config_mistakes *mistakes;
	const char *file;
};

static const char *check_file(const struct stat *status)
{
	if (!S_ISREG(status->st_mode))
		return "it is not a regular file";
	return status->st_size > (off_t)FILE_CAP ? "it is larger than 1 MiB" : NULL;
}

/* The other files are still checked. 0 or -ENOMEM. */
static int unreadable(const struct merge *merge, const char *file, int error)
{
	if (error == -ENOMEM)
		return error;
	merge->entries->incomplete = true;
	config_mistakes_unreadable(merge->mistakes, file, error);
	return 0;
}

static void refuse(const struct merge *merge, const char *sentence)
{
	merge->entries->incomplete = true;
	config_mistakes_add(merge->mistakes, merge->entries->arena, merge->file, 0, 0, "%s", sentence);
}

/* Opens what root may act on. A descriptor, or -1; *error is what to return then: 0 or -ENOMEM. */
static int open_trusted(const struct merge *merge, const char *path, int flags, bool optional, int *error)
{
	const char *wrong;
	int fd = trust_open(merge->entries->arena, path, flags, &wrong);

	*error = 0;
	if (fd == -EPERM)
		refuse(merge, wrong);
	else if (fd < 0 && !(fd == -ENOENT && optional))
		*error = unreadable(merge, path, fd);
	return fd < 0 ? -1 : fd;
}

static void take_wrong(void *context, unsigned line, unsigned column, const char *sentence)
{
	const struct merge *merge = context;

	merge->entries->incomplete = true;
	config_mistakes_add(merge->mistakes, merge->entries->arena, merge->file, line, column, "%s", sentence);
}

/* Of a file that cannot be read to its end, a map's entries up to there are checked; half a text is not a map. */
static int read_bytes(struct merge *merge, const char *bytes, size_t size)
{
	struct reader_node *root;
	int error = merge->source->reader->read(merge->entries->arena, bytes, size, &root, take_wrong, merge);
	bool usable = root && (!error || (error == -EINVAL && root->kind == XF_NODE_MAP));

	if (usable)
		return config_entries_add(merge->entries, merge->mistakes, merge->file, root);
	return error == -EINVAL ? 0 : error;
}

static int read_file(struct merge *merge, int fd)
{
	struct arena *arena = merge->entries->arena;
	struct stat status;

	if (fstat(fd, &status))
		return unreadable(merge, merge->file, -errno);
	const char *wrong = check_file(&status);

	if (wrong) {
		refuse(merge, wrong);
		return 0;
	}
	char *bytes = arena_alloc(arena, (size_t)status.st_size + 1); /* an empty file has bytes too */
	ssize_t size = bytes ? files_read_all(fd, bytes, (size_t)status.st_size) : -ENOMEM;

	return size < 0 ? unreadable(merge, merge->file, (int)size) : read_bytes(merge, bytes, (size_t)size);
}

static int note_file(struct config_entries *entries, const char *file)
{
	const char **files = arena_grow(entries->arena, entries->files, entries->file_count, sizeof(*files));

	if (!files)
		return -ENOMEM;
	entries->files = files;
	files[entries->file_count++] = file;
	return 0;
}

static int merge_file(struct merge *merge, const char *file, bool optional)
{
	int error;

	merge->file = file;
	int fd = open_trusted(merge, file, O_RDONLY | O_NONBLOCK | O_NOCTTY, optional, &error);

	if (fd < 0)
		return error;
	error = note_file(merge->entries, file);
	if (!error)
		error = read_file(merge, fd);
	close(fd);
	return error;
}

static int is_part(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 5 && !strcmp(entry->d_name + length - 5, ".yaml");
}

static int by_byte(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/*
 * Is there a folder whose files may be read? Whoever may add a file to it may add a sink; and a message quotes what a
 * file holds, so a stranger's link could make it quote a file that only root reads.
 */
static bool check_folder(struct merge *merge, const char *folder)
{
	int error;

	merge->file = folder;
	int fd = open_trusted(merge, folder, O_PATH | O_DIRECTORY, true, &error);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int merge_parts(struct merge *merge, const char *folder)
{
	struct dirent **parts = NULL;
	int error = 0, count = scandir(folder, &parts, is_part, by_byte);
	bool many = count > (int)FILES_CAP;

	if (count < 0)
		return unreadable(merge, folder, -errno);
	if (many)
		refuse(merge, "it has more than 256 *.yaml files; merge some");
	for (int i = 0; i < count; i++) {
		if (!error && !many)
			error = merge_file(merge, arena_fmt(merge->entries->arena, "%s/%s", folder, parts[i]->d_name),
			                   false);
		free(parts[i]);
	}
	free(parts);
	return error;
}

static int merge_folder(struct merge *merge, const char *folder)
{
	struct arena *arena = merge->entries->arena;
	const char *parts = arena_fmt(arena, "%s/conf.d", folder);

	if (!check_folder(merge, folder))
		return 0;
	int error = merge_file(merge, arena_fmt(arena, "%s/xenfacts.yaml", folder), true);

	return !error && check_folder(merge, parts) ? merge_parts(merge, parts) : error;
}

int config_files_read(struct config_entries *entries, const struct config_files *source,
                      struct config_mistakes *mistakes)
{
	struct merge merge = { entries, source, mistakes, source->path };
	struct stat status;

	if (stat(source->path, &status))
		return errno == ENOENT && source->optional ? 0 : unreadable(&merge, source->path, -errno);
	int error = S_ISDIR(status.st_mode) ? merge_folder(&merge, source->path)
	                                    : merge_file(&merge, source->path, false);

	return !error && arena_failed(entries->arena) ? -ENOMEM : error;
}
