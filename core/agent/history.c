/* SPDX-License-Identifier: MIT */
/*
 * A ring of files. Each is written beside and renamed, so a reader sees whole reports, and a full disk loses only the
 * newest. Times in names sort as texts do.
 */
#include "core/agent/history.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/util/files.h"
#include "core/util/trust.h"
#include "facts/formats/format.h"

#define NAME_FORMAT "%Y%m%dT%H%M%SZ.json"
#define NAME_SIZE sizeof("20261231T235959Z.json")

int agent_history_open(struct arena *arena, const char *state, bool create, const char **wrong)
{
	const char *path = arena_fmt(arena, "%s/history", state), *why = "";

	*wrong = "";
	if (create && mkdir(path, 0700) && errno != EEXIST) {
		int error = -errno;

		*wrong = arena_fmt(arena, "cannot make %s: %s", path, strerror(-error));
		return error;
	}
	/* Links on the way are judged, too: DynamicUser= of systemd makes the state folder one. */
	int folder = trust_open(arena, path, O_RDONLY | O_DIRECTORY, &why);

	if (folder < 0 && folder != -ENOENT)
		*wrong = arena_fmt(arena, "cannot use %s: %s", path, why);
	return folder;
}

time_t agent_history_time(const char *name)
{
	struct tm tm = { .tm_year = 0 };
	const char *end = strlen(name) == NAME_SIZE - 1 ? strptime(name, NAME_FORMAT, &tm) : NULL;

	return end && !*end ? timegm(&tm) : -1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int add_name(struct arena *arena, struct history_names *names, const char *name)
{
	if (agent_history_time(name) < 0)
		return 0;
	const char **grown = arena_grow(arena, names->list, names->count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	names->list = grown;
	grown[names->count++] = arena_str(arena, name);
	return arena_failed(arena) ? -ENOMEM : 0;
}

int agent_history_list(struct arena *arena, int folder, struct history_names *names)
{
	int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* closedir closes it */
	DIR *entries = own < 0 ? NULL : fdopendir(own);
	const struct dirent *entry;
	int error = entries ? 0 : -errno;

	*names = (struct history_names){ .count = 0 };
	if (!entries && own >= 0)
		close(own);
	while (entries && !error && (entry = readdir(entries)))
		error = add_name(arena, names, entry->d_name);
	if (entries)
		closedir(entries);
	if (names->count)
		qsort(names->list, names->count, sizeof(*names->list), by_name);
	return error;
}

int agent_history_read(struct saved *saved, struct arena *arena, int folder, const char *name, const char **wrong)
{
	int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status = { .st_mode = 0 };
	char *bytes = NULL;
	size_t size;
	int error = file < 0 || fstat(file, &status) ? -errno : S_ISREG(status.st_mode) ? 0 : -ESPIPE;

	*saved = (struct saved){ .count = 0 };
	if (!error)
		error = files_slurp(file, XF_SAVED_CAP, &bytes, &size);
	if (error)
		*wrong = arena_fmt(arena, "%s: %s", name, strerror(-error));
	else
		error = saved_read(saved, arena, name, bytes, size, wrong);
	free(bytes);
	if (file >= 0)
		close(file);
	return error;
}

/* ---- writing ---- */

struct writing {
	const struct report *report;
	const char **wrong;
};

static int fill(int file, void *context)
{
	const struct writing *writing = context;
	int own = dup(file); /* fclose closes it */
	FILE *stream = own < 0 ? NULL : fdopen(own, "w");
	int error = stream ? format_write(format_find("json"), stream, writing->report, NULL, writing->wrong) : -errno;

	if (!stream && own >= 0)
		close(own);
	if (stream && fclose(stream) && !error)
		error = -errno;
	return error;
}

static int prune(struct arena *arena, int folder, size_t keep)
{
	struct history_names names;
	int error = agent_history_list(arena, folder, &names);

	for (size_t i = 0; names.list && !error && i + keep < names.count; i++)
		if (unlinkat(folder, names.list[i], 0) && errno != ENOENT)
			error = -errno;
	return error;
}

int agent_history_write(int folder, const struct report *report, size_t keep, const char **wrong)
{
	struct writing writing = { report, wrong };
	time_t when = (time_t)report->made_at;
	char name[NAME_SIZE + 8];
	struct tm tm;

	*wrong = "";
	if (!gmtime_r(&when, &tm) || !strftime(name, sizeof(name), NAME_FORMAT, &tm))
		return -EOVERFLOW;
	int error = files_replace(&(struct file_replacement){ .folder = folder, .name = name, .fresh = "new",
		.mode = 0600, .fill = fill, .context = &writing });

	return error ? error : prune(report->arena, folder, keep);
}
