/* SPDX-License-Identifier: MIT */
/*
 * Configuration files. A folder is read as systemd reads its own: the main file, then conf.d/ in the order of names,
 * where later files override earlier ones setting by setting, so that a package can add a sink without touching
 * anyone's file.
 */
#include "core/config/entry.h"

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
	struct config_mistake *mistake;
	const char *file;
};

static int mistaken(const struct merge *merge, unsigned line, unsigned column, const char *sentence)
{
	*merge->mistake = (struct config_mistake){ merge->file, line, column, sentence };
	return -EINVAL;
}

/* ---- nodes to entries ---- */

/* YAML requires unique keys in a map; libyaml leaves it to us to check. */
static int check_map(const struct merge *merge, const struct reader_node *map)
{
	struct arena *arena = merge->entries->arena;

	for (const struct reader_node *node = map->first; node; node = node->next)
		for (const struct reader_node *before = map->first; before != node; before = before->next)
			if (!strcmp(before->key, node->key))
				return mistaken(merge, node->key_line, node->key_column,
				                arena_fmt(arena, "duplicate key %s, first in line %u", node->key,
				                          before->key_line));
	return 0;
}

static int append(struct config_entries *entries, const struct config_entry *entry)
{
	struct config_entry *list = arena_grow(entries->arena, entries->list, entries->count, sizeof(*list));

	if (!list)
		return -ENOMEM;
	entries->list = list;
	list[entries->count++] = *entry;
	return 0;
}

static int add(const struct merge *merge, const char *section, const struct reader_node *named, const char *key,
               const struct reader_node *node)
{
	if (node->kind != XF_NODE_TEXT)
		return mistaken(merge, node->line, node->column,
		                arena_fmt(merge->entries->arena, "%s takes one value, not a list or map", key));
	return append(merge->entries, &(struct config_entry){ section, named ? named->key : "", key, node->text,
		merge->file, node->line, node->column, node->key_line, node->key_column, named ? named->key_line : 0,
		named ? named->key_column : 0 });
}

/* A name without settings is an entry too: it may be misspelt, or a sink that still lacks its type. */
static int add_bare(const struct merge *merge, const char *section, const struct reader_node *named)
{
	return append(merge->entries, &(struct config_entry){ .section = section, .name = named->key, .key = "",
		.text = "", .file = merge->file, .line = named->key_line, .column = named->key_column,
		.key_line = named->key_line, .key_column = named->key_column,
		.name_line = named->key_line, .name_column = named->key_column });
}

/* `plugins: { cloud: true }` is short for `plugins: { cloud: { enabled: true } }`. */
static int add_named(const struct merge *merge, const char *section, const struct reader_node *named)
{
	int error = 0;

	if (named->kind == XF_NODE_TEXT && *named->text)
		return add(merge, section, named, "enabled", named);
	if (named->kind == XF_NODE_LIST)
		return mistaken(merge, named->line, named->column, "this must be a map of settings, not a list");
	if (!named->first)
		return add_bare(merge, section, named);
	error = check_map(merge, named);
	for (const struct reader_node *node = named->first; node && !error; node = node->next)
		error = add(merge, section, named, node->key, node);
	return error;
}

static int add_section(const struct merge *merge, const struct reader_node *node)
{
	if (node->kind == XF_NODE_TEXT && !*node->text)
		return 0; /* everything under it is commented out */
	if (node->kind != XF_NODE_MAP)
		return mistaken(merge, node->line, node->column,
		                arena_fmt(merge->entries->arena, "%s must be a map of names, each with its settings",
		                          node->key));
	int error = check_map(merge, node);

	for (const struct reader_node *named = node->first; named && !error; named = named->next)
		error = add_named(merge, node->key, named);
	return error;
}

static int add_document(const struct merge *merge, const struct reader_node *root)
{
	if (root->kind == XF_NODE_TEXT && !*root->text)
		return 0; /* only "---" or comments */
	if (root->kind != XF_NODE_MAP)
		return mistaken(merge, root->line, root->column, "this must be a map, such as `interval: 1h`");
	int error = check_map(merge, root);

	for (const struct reader_node *node = root->first; node && !error; node = node->next) {
		bool section = !strcmp(node->key, "plugins") || !strcmp(node->key, "sinks");

		error = section ? add_section(merge, node) : add(merge, "", NULL, node->key, node);
	}
	return error;
}

/* ---- files ---- */

static const char *check_file(struct arena *arena, const char *path, const struct stat *status)
{
	if (!S_ISREG(status->st_mode))
		return "it is not a regular file";
	const char *wrong = trust_configuration(arena, path, status);

	if (wrong)
		return wrong;
	if (status->st_size > (off_t)FILE_CAP)
		return "it is larger than 1 MiB";
	/* An editor or a full disk may leave such a file; taking it for "no sinks" would lose them all. */
	return status->st_size ? NULL : "it is empty; delete it, or put a comment in it if that is intended";
}

static int read_file(const struct merge *merge, int fd)
{
	struct arena *arena = merge->entries->arena;
	struct stat status;
	struct reader_node *root;

	if (fstat(fd, &status))
		return -errno;
	const char *wrong = check_file(arena, merge->file, &status);

	if (wrong)
		return mistaken(merge, 0, 0, wrong);
	char *bytes = arena_alloc(arena, (size_t)status.st_size);
	ssize_t size = bytes ? files_read_all(fd, bytes, (size_t)status.st_size) : -ENOMEM;

	if (size < 0)
		return (int)size;
	merge->mistake->file = merge->file;
	int error = merge->source->reader->read(arena, bytes, (size_t)size, &root, merge->mistake);

	return error || !root ? error : add_document(merge, root);
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
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	merge->file = file;
	if (fd < 0 && errno == ENOENT && optional)
		return 0;
	int error = fd < 0 ? -errno : note_file(merge->entries, file);

	if (!error)
		error = read_file(merge, fd);
	if (error && error != -EINVAL)
		*merge->mistake = (struct config_mistake){ .file = file, .sentence = "" };
	if (fd >= 0)
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

/* 0; 1: it does not exist; or -errno, with the mistake's file. Whoever may add a file to a folder may add a sink. */
static int check_folder(struct merge *merge, const char *folder)
{
	struct stat status;

	merge->file = folder;
	*merge->mistake = (struct config_mistake){ .file = folder, .sentence = "" };
	if (stat(folder, &status))
		return errno == ENOENT ? 1 : -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	const char *wrong = trust_configuration(merge->entries->arena, folder, &status);

	return wrong ? mistaken(merge, 0, 0, wrong) : 0;
}

static int merge_parts(struct merge *merge, const char *folder)
{
	struct dirent **parts = NULL;
	int error = 0, count = scandir(folder, &parts, is_part, by_byte);

	if (count < 0)
		return -errno;
	if (count > (int)FILES_CAP)
		error = mistaken(merge, 0, 0, "it has more than 256 *.yaml files; merge some");
	for (int i = 0; i < count; i++) {
		if (!error)
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
	int error = check_folder(merge, folder);

	if (!error)
		error = merge_file(merge, arena_fmt(arena, "%s/xenfacts.yaml", folder), true);
	if (!error)
		error = check_folder(merge, parts);
	if (!error)
		error = merge_parts(merge, parts);
	return error > 0 ? 0 : error;
}

int config_entries_read(struct config_entries *entries, const struct config_files *source,
                        struct config_mistake *mistake)
{
	struct merge merge = { entries, source, mistake, source->path };
	struct stat status;

	*mistake = (struct config_mistake){ .file = source->path, .sentence = "" };
	if (stat(source->path, &status))
		return errno == ENOENT && source->optional ? 0 : -errno;
	int error = S_ISDIR(status.st_mode) ? merge_folder(&merge, source->path)
	                                    : merge_file(&merge, source->path, false);

	return !error && arena_failed(entries->arena) ? -ENOMEM : error;
}

const struct config_entry *config_entries_find(const struct config_entries *entries, const char *section,
                                               const char *name,
                                               const char *key)
{
	for (size_t i = entries->count; i--;) {
		const struct config_entry *entry = &entries->list[i];

		if (!strcmp(entry->section, section) && !strcmp(entry->name, name) && !strcmp(entry->key, key))
			return entry;
	}
	return NULL;
}
