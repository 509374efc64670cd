/* SPDX-License-Identifier: MIT */
/*
 * Recording: reads, blanks, writes. Each place has its own arena, so that a recording needs memory for its largest file
 * and not for all of them. A link is recorded as a link *and* as what it leads to, as plugins may ask for either; only
 * a link to a folder needs no second entry, for a lone link entry means "folder".
 */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/probe/reads.h"
#include "core/record/record-impl.h"

/* A file that is nothing but a serial number can be recognized only by its name. */
static void redact_file(const struct recorder *recorder, const char *path, char *text, size_t size)
{
	const char *name = strrchr(path, '/');

	record_redact_words(text, size, &recorder->words);
	if (!name || !strstr(name, "serial"))
		return;
	for (size_t i = 0; i < size; i++)
		if (isalnum((unsigned char)text[i]))
			text[i] = 'x';
}

int record_put(const struct recorder *recorder, const struct guest_entry *entry)
{
	int error = machine_manifest_write(recorder->file, entry);

	/* A recording that cannot be parsed again is useless. */
	if (!error && recorder->start >= 0 && ftell(recorder->file) - recorder->start > (long)XF_MANIFEST_CAP)
		error = -EFBIG;
	return error;
}

/* Writes how reading a path ended, when it was not seen. */
static int put_outcome(const struct recorder *recorder, const char *blank, const struct machine_answer *answer)
{
	struct guest_entry entry = { .kind = XF_ENTRY_OUTCOME, .path = blank, .outcome = answer->outcome,
		.error = answer->error };

	if (answer->outcome == XF_NOT_RECORDED)
		return 0;
	if (answer->outcome == XF_FAILED && answer->error == ENOMEM)
		return -ENOMEM;
	return record_put(recorder, &entry);
}

/* A path, how it is written, and everything that is wanted of it. */
struct place {
	const char *path, *blank;
	const struct record_want *wants;
	size_t count;
};

/* Of a file that several plugins read, what any of them reads. With a NUL it is malformed, and stays so. */
static int cut(struct arena *arena, const struct place *place, struct machine_answer *answer)
{
	const char **parts = arena_alloc(arena, place->count * sizeof(*parts));
	bool whole = false;

	if (!parts)
		return -ENOMEM;
	for (size_t i = 0; i < place->count; i++)
		whole |= !(parts[i] = place->wants[i].part);
	if (!whole && memchr(answer->data, '\0', answer->size)) {
		memset(answer->data, '\0', answer->size = 1);
		return 0;
	}
	answer->size = probe_reads_cut_any(parts, place->count, answer->data, answer->size);
	return 0;
}

static int put_file(const struct recorder *recorder, struct arena *arena, const struct place *place)
{
	struct machine_answer answer;

	machine_read(recorder->machine, arena, place->path, &answer);
	if (answer.outcome != XF_SEEN)
		return put_outcome(recorder, place->blank, &answer);
	int error = cut(arena, place, &answer);

	if (error)
		return error;
	redact_file(recorder, place->path, answer.data, answer.size);
	return record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_FILE, .path = place->blank,
		.data = answer.data, .size = answer.size });
}

static bool wants_name(const struct place *place, const char *name)
{
	for (size_t i = 0; i < place->count; i++)
		if (place->wants[i].names && !fnmatch(place->wants[i].names, name, 0))
			return true;
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts names, each once. Returns how many. */
static size_t sort_once(char **names, size_t count)
{
	size_t once = 0;

	if (count)
		qsort(names, count, sizeof(*names), by_bytes);
	for (size_t i = 0; i < count; i++)
		if (!once || strcmp(names[once - 1], names[i]))
			names[once++] = names[i];
	return once;
}

/* Leaves the names that somebody asked for, or recorded before, as they are written. Returns how many. */
static size_t blank_names(const struct recorder *recorder, const struct place *place, struct machine_answer *answer)
{
	char **names = answer->names;
	size_t kept = 0;

	for (size_t i = 0; i < answer->count; i++)
		if (answer->outcome != XF_SEEN || wants_name(place, names[i]))
			names[kept++] = record_blank_name(recorder, place->path, names[i]);
	return sort_once(names, kept);
}

/* Sets the patterns of which every name is recorded. 0 or -ENOMEM. */
static int set_patterns(struct arena *arena, const struct place *place, struct guest_entry *dir)
{
	size_t count = 0;

	dir->patterns = arena_alloc(arena, place->count * sizeof(*dir->patterns));
	if (!dir->patterns)
		return -ENOMEM;
	for (size_t i = 0; i < place->count; i++) {
		const char *pattern = place->wants[i].names;

		if (pattern && !(dir->patterns[count++] = arena_dup(arena, pattern, strlen(pattern))))
			return -ENOMEM;
	}
	count = sort_once(dir->patterns, count);
	dir->pattern_count = count < XF_PATTERN_CAP ? count : XF_PATTERN_CAP;
	return 0;
}

/*
 * Names that nobody asked for are not recorded, and that they are not is. Of a guest that says so itself, all that it
 * says is kept.
 */
static int put_names(const struct recorder *recorder, struct arena *arena, const struct place *place)
{
	struct machine_answer answer;

	machine_list(recorder->machine, arena, place->path, &answer);
	if (answer.outcome != XF_SEEN && !answer.names)
		return put_outcome(recorder, place->blank, &answer);
	struct guest_entry dir = { .kind = XF_ENTRY_DIR, .path = place->blank, .names = answer.names,
		.partial = answer.outcome != XF_SEEN, .patterns = answer.patterns,
		.pattern_count = answer.pattern_count };

	for (size_t i = 0; answer.outcome == XF_SEEN && i < answer.count; i++)
		dir.partial |= !wants_name(place, answer.names[i]);
	int error = dir.partial && answer.outcome == XF_SEEN ? set_patterns(arena, place, &dir) : 0;

	dir.count = blank_names(recorder, place, &answer);
	return error ? error : record_put(recorder, &dir);
}

static bool wants_names(const struct place *place)
{
	for (size_t i = 0; i < place->count; i++)
		if (place->wants[i].names)
			return true;
	return false;
}

/* Writes what is at a path, or what the link there leads to. */
static int put_there(const struct recorder *recorder, struct arena *arena, const struct place *place, bool is_link)
{
	struct machine_answer answer;

	machine_stat(recorder->machine, arena, place->path, &answer);
	if (answer.outcome != XF_SEEN)
		return put_outcome(recorder, place->blank, &answer);
	if (!strcmp(answer.data, "file"))
		return put_file(recorder, arena, place);
	if (!strcmp(answer.data, "directory"))
		return is_link && !wants_names(place) ? 0 : put_names(recorder, arena, place);
	answer.outcome = XF_MALFORMED;
	return put_outcome(recorder, place->blank, &answer);
}

static int put_link(const struct recorder *recorder, struct arena *arena, const struct place *place, const char *target)
{
	const char *blank = record_blank_path(recorder, arena, target);
	char *copy = blank ? arena_dup(arena, blank, strlen(blank)) : NULL;

	if (!copy)
		return -ENOMEM;
	record_redact_words(copy, strlen(copy), &recorder->words);
	return record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_LINK, .path = place->blank, .data = copy,
		.size = strlen(copy) });
}

int record_place(struct recorder *recorder, const struct record_want *wants, size_t count)
{
	struct place place = { wants->path, wants->blank, wants, count };
	struct arena *arena = arena_new();
	struct machine_answer link;
	int error = 0;

	if (!arena)
		return -ENOMEM;
	machine_link(recorder->machine, arena, place.path, &link);
	bool is_link = link.outcome == XF_SEEN && link.size;

	if (is_link)
		error = put_link(recorder, arena, &place, link.data);
	if (!error)
		error = put_there(recorder, arena, &place, is_link);
	arena_free(arena);
	return error;
}
