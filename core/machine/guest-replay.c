/* SPDX-License-Identifier: MIT */
/*
 * Replays a manifest. Its value is in what it does *not* say: a path without an entry is absent only if something above
 * it proves that; otherwise it is "not recorded", so that a guest captured before a plugin existed never makes that
 * plugin report an absence that nobody saw.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/cpuid.h"
#include "core/machine/guest-impl.h"
#include "core/machine/log.h"
#include "core/machine/machine-impl.h"
#include "core/util/files.h"

struct replay {
	struct arena *arena;
	struct guest_manifest manifest;
	struct guest_index index;
	struct cpuid_table cpuid;
	const struct guest_entry *log;
};

static int by_bytes(const void *key, const void *element)
{
	return strcmp(key, *(char *const *)element);
}

static bool names_it(const struct guest_entry *dir, const char *name)
{
	return dir->count && bsearch(name, dir->names, dir->count, sizeof(*dir->names), by_bytes);
}

/* Does a folder's entry name all that there is of this kind? */
static bool names_all_like(const struct guest_entry *dir, const char *name)
{
	for (size_t i = 0; i < dir->pattern_count; i++)
		if (!fnmatch(dir->patterns[i], name, 0))
			return true;
	return !dir->partial;
}

/* What the nearest ancestor with an entry implies for a child that has none. */
static enum xf_outcome judged_by(const struct guest_place *ancestor, const char *child)
{
	const struct guest_entry *there = ancestor->other;

	if (there && there->kind == XF_ENTRY_FILE)
		return XF_ABSENT;
	if (there && there->kind == XF_ENTRY_OUTCOME && there->outcome == XF_ABSENT)
		return XF_ABSENT;
	if (there && there->kind == XF_ENTRY_DIR && names_all_like(there, child) && !names_it(there, child))
		return XF_ABSENT;
	return XF_NOT_RECORDED;
}

static enum xf_outcome missing(const struct replay *replay, const char *path)
{
	char part[XF_PLACE_CAP] = "", *slash;
	struct guest_place place;

	memcpy(part, path, strnlen(path, sizeof(part) - 1));
	while (part[1] && (slash = strrchr(part, '/'))) {
		char name[XF_PLACE_CAP];

		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the length of "/a" is that of "a" and its NUL */
		memcpy(name, slash + 1, strlen(slash));
		slash[slash == part] = '\0'; /* "/a" becomes "/", not "" */
		place = machine_index_find(&replay->index, part);
		if (place.link || place.other)
			return judged_by(&place, name);
	}
	return XF_NOT_RECORDED;
}

/* Finds a path; if no entry says what is there, sets the answer and returns NULL. */
static const struct guest_entry *there(const struct replay *replay, const char *path, struct machine_answer *answer)
{
	struct guest_place place = machine_index_find(&replay->index, path);

	if (place.other && place.other->kind == XF_ENTRY_OUTCOME)
		*answer = (struct machine_answer){ .outcome = place.other->outcome, .error = place.other->error };
	else if (place.other)
		return place.other;
	else if (place.link)
		return place.link; /* alone, so it leads to a folder; otherwise what it leads to would be recorded */
	else
		answer->outcome = missing(replay, path);
	return NULL;
}

static void replay_read(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct guest_entry *entry = there(self, path, answer);

	if (entry && entry->kind == XF_ENTRY_FILE)
		machine_answer_bytes(answer, arena, entry->data, entry->size);
	else if (entry)
		answer->outcome = XF_MALFORMED;
}

static void replay_link(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct replay *replay = self;
	struct guest_place place = machine_index_find(&replay->index, path);

	if (place.link)
		machine_answer_bytes(answer, arena, place.link->data, place.link->size);
	else if (there(replay, path, answer))
		answer->outcome = XF_MALFORMED;
}

static void replay_stat(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct guest_entry *entry = there(self, path, answer);
	const char *kind = entry && entry->kind == XF_ENTRY_FILE ? "file" : "directory";

	if (entry)
		machine_answer_bytes(answer, arena, kind, strlen(kind));
}

static char **copy_names(struct arena *arena, char *const *from, size_t count)
{
	char **names = NULL;

	for (size_t i = 0; i < count; i++) {
		names = arena_grow(arena, names, i, sizeof(*names));
		if (!names || !(names[i] = arena_dup(arena, from[i], strlen(from[i]))))
			return NULL; /* the arena remembers */
	}
	return names;
}

static void replay_list(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct guest_entry *entry = there(self, path, answer);

	if (entry && entry->kind == XF_ENTRY_FILE)
		answer->outcome = XF_MALFORMED;
	if (!entry || entry->kind != XF_ENTRY_DIR)
		return; /* the names behind a lone link are not recorded */
	char **names = copy_names(arena, entry->names, entry->count);

	if (!names && entry->count)
		return;
	machine_answer_names(answer, arena, names, entry->count);
	if (entry->partial)
		answer->outcome = XF_NOT_RECORDED;
	answer->patterns = copy_names(arena, entry->patterns, entry->pattern_count);
	answer->pattern_count = answer->patterns ? entry->pattern_count : 0;
}

static void replay_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	const struct replay *replay = self;

	if (!replay->log)
		return;
	answer->outcome = replay->log->outcome;
	if (answer->outcome == XF_SEEN)
		machine_log_answer(answer, arena, replay->log->data, replay->log->size);
}

static void replay_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer)
{
	const struct replay *replay = self;

	machine_cpuid_find(&replay->cpuid, via, leaf, sub, answer);
}

static void replay_close(void *self)
{
	struct replay *replay = self;

	arena_free(replay->arena);
	free(replay);
}

static const struct machine_ops replay_ops = {
	.read = replay_read, .link = replay_link, .stat = replay_stat, .list = replay_list,
	.log = replay_log, .cpuid = replay_cpuid, .close = replay_close,
};

/* Indexes the parsed entries. 0 or -ENOMEM. */
static int prepare(struct replay *replay)
{
	int error = machine_index_make(replay->arena, &replay->manifest, &replay->index);

	for (size_t i = replay->index.paths; !error && i < replay->index.count; i++) {
		const struct guest_entry *entry = replay->index.sorted[i];
		struct cpuid_leaf leaf = { entry->via, entry->leaf, entry->sub, { 0 } };

		memcpy(leaf.reg, entry->reg, sizeof(leaf.reg));
		if (entry->kind == XF_ENTRY_LOG)
			replay->log = entry;
		else if (entry->outcome == XF_ABSENT)
			replay->cpuid.traps[entry->via] = true;
		else
			error = machine_cpuid_add(replay->arena, &replay->cpuid, &leaf);
	}
	machine_cpuid_seal(&replay->cpuid);
	return error;
}

static int load(struct replay *replay, const char *file, char **wrong)
{
	const char *why = NULL;
	char *bytes = NULL;
	size_t size = 0;
	int error = files_slurp_file(file, XF_MANIFEST_CAP, &bytes, &size);

	if (!error)
		error = machine_manifest_parse(replay->arena, file, bytes, size, &replay->manifest, &why);
	free(bytes); /* entries are copies */
	if (!error)
		error = prepare(replay);
	if (error == -EINVAL && why && !(*wrong = strdup(why)))
		error = -ENOMEM;
	return error;
}

int machine_manifest(const char *file, struct machine **machine, char **wrong)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	int error = -ENOMEM;

	*machine = NULL;
	*wrong = NULL;
	if (replay)
		replay->arena = arena_new();
	if (replay && replay->arena)
		error = load(replay, file, wrong);
	if (!error && !(*machine = machine_new(&replay_ops, replay)))
		error = -ENOMEM;
	if (error && replay)
		replay_close(replay);
	return error;
}
