/* SPDX-License-Identifier: MIT */
/* Files, folders and standard input. What cannot be read in a folder is noted: one machine must not hide the others. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/fleet/input.h"
#include "facts/fleet/reader.h"

#define GUEST "xenfacts guest " /* how a recorded guest begins (core/machine/guest.h) */

static const char *const endings[] = { ".json", ".ndjson", ".jsonl", ".guest" };

/* Length of a name without one of our endings. */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t end = strlen(endings[i]);

		if (length > end && !strcmp(name + length - end, endings[i]))
			return length - end;
	}
	return length;
}

static bool is_guest(const struct reader *reader, struct stream *stream)
{
	if (reader->kind)
		return !strcmp(reader->kind, "guest");
	return stream->end - stream->at > strlen(GUEST) && !memcmp(stream->bytes + stream->at, GUEST, strlen(GUEST));
}

static void read_open(struct reader *reader, int file)
{
	struct stream stream = fleet_stream_file(file);

	reader->documents = 0;
	if (!fleet_stream_peek(&stream) && !stream.error)
		fleet_reader_damaged(reader, "", 1, "it is empty");
	else if (!is_guest(reader, &stream))
		fleet_reader_documents(reader, &stream);
	else if (file == STDIN_FILENO)
		fleet_reader_damaged(reader, "", 1, "a recorded guest must be a file");
	else
		fleet_reader_guest(reader, reader->place);
	fleet_stream_close(&stream);
}

static int read_file(struct reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (file < 0)
		return -errno;
	reader->place = path;
	reader->stem = arena_fmt(reader->fleet->arena, "%.*s", (int)stem_length(name), name);
	read_open(reader, file);
	close(file);
	return 0;
}

/* ---- folders ---- */

static int is_shown(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

static int has_ending(const struct dirent *entry)
{
	return is_shown(entry) && stem_length(entry->d_name) < strlen(entry->d_name);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* If any file has one of our endings, the others are not reports; if none has, they are a cache of Ansible's. */
static int list_folder(const char *path, struct dirent ***entries)
{
	int count = scandir(path, entries, has_ending, by_bytes);

	if (count)
		return count < 0 ? -errno : count;
	free(*entries);
	count = scandir(path, entries, is_shown, by_bytes);
	return count < 0 ? -errno : count;
}

static void read_entry(struct reader *reader, const char *path)
{
	struct stat status;
	int error = stat(path, &status) ? -errno : 0;

	if (!error && S_ISDIR(status.st_mode))
		return;
	if (!error)
		error = S_ISREG(status.st_mode) ? read_file(reader, path) : -EINVAL;
	if (error)
		fleet_damaged(reader->fleet, path, error == -EINVAL ? "it is not a regular file" : strerror(-error));
}

static int read_folder(struct reader *reader, const char *path)
{
	struct dirent **entries = NULL;
	int count = list_folder(path, &entries);
	size_t length = strlen(path);
	const char *slash = length && path[length - 1] == '/' ? "" : "/";

	for (int i = 0; i < count; i++) {
		read_entry(reader, arena_fmt(reader->fleet->arena, "%s%s%s", path, slash, entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return count < 0 ? count : 0;
}

int fleet_input_read(struct fleet *fleet, const char *path, const char *kind, const struct fleet_guest *guest)
{
	struct reader reader = { .fleet = fleet, .kind = kind, .guest = guest, .place = "standard input",
		.stem = "stdin" };
	struct stat status;
	int error = 0;

	if (!strcmp(path, "-"))
		read_open(&reader, STDIN_FILENO);
	else if (stat(path, &status))
		error = -errno;
	else
		error = S_ISDIR(status.st_mode) ? read_folder(&reader, path) : read_file(&reader, path);
	buf_free(&reader.parts);
	buf_free(&reader.facts);
	return error;
}
