/* SPDX-License-Identifier: MIT */
/*
 * Recording: reads, blanks, writes. Each place has its own arena, so that a recording needs memory for its largest file
 * and not for all of them. A link is recorded as a link *and* as what it leads to, as plugins may ask for either; only
 * a link to a folder needs no second entry, for a lone link entry means "folder".
 */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "core/machine/log.h"
#include "core/machine/guest-impl.h"
#include "core/probe/reads.h"
#include "core/record/record-impl.h"

static void redact(const struct recorder *recorder, char *text, size_t size)
{
	record_redact(text, size, recorder->host);
	if (recorder->short_host)
		record_redact(text, size, recorder->short_host);
}

/* A file that is nothing but a serial number can be recognized only by its name. */
static void redact_file(const struct recorder *recorder, const char *path, char *text, size_t size)
{
	const char *name = strrchr(path, '/');

	redact(recorder, text, size);
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
static int put_outcome(const struct recorder *recorder, const char *path, const struct machine_answer *answer)
{
	struct guest_entry entry = { .kind = XF_ENTRY_OUTCOME, .path = path, .outcome = answer->outcome,
		.error = answer->error };

	if (answer->outcome == XF_NOT_RECORDED)
		return 0;
	if (answer->outcome == XF_FAILED && answer->error == ENOMEM)
		return -ENOMEM;
	return record_put(recorder, &entry);
}

static int put_file(const struct recorder *recorder, struct arena *arena, const struct record_want *want)
{
	struct machine_answer answer;

	machine_read(recorder->machine, arena, want->path, &answer);
	if (answer.outcome != XF_SEEN)
		return put_outcome(recorder, want->path, &answer);
	if (want->lines && !memchr(answer.data, '\0', answer.size)) /* with a NUL it is malformed, and stays so */
		answer.size = probe_reads_keep(answer.data, answer.size, probe_reads_like, want->lines);
	redact_file(recorder, want->path, answer.data, answer.size);
	return record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_FILE, .path = want->path,
		.data = answer.data, .size = answer.size });
}

static int put_names(const struct recorder *recorder, struct arena *arena, const char *path)
{
	struct machine_answer answer;

	machine_list(recorder->machine, arena, path, &answer);
	if (answer.outcome != XF_SEEN)
		return put_outcome(recorder, path, &answer);
	return record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_DIR, .path = path,
		.names = answer.names, .count = answer.count });
}

/* Writes what is at a path, or what the link there leads to. */
static int put_there(const struct recorder *recorder, struct arena *arena, const struct record_want *want,
                     bool is_link)
{
	struct machine_answer answer;

	machine_stat(recorder->machine, arena, want->path, &answer);
	if (answer.outcome != XF_SEEN)
		return put_outcome(recorder, want->path, &answer);
	if (!strcmp(answer.data, "file"))
		return put_file(recorder, arena, want);
	if (!strcmp(answer.data, "directory"))
		return is_link && !want->names ? 0 : put_names(recorder, arena, want->path);
	answer.outcome = XF_MALFORMED;
	return put_outcome(recorder, want->path, &answer);
}

int record_place(struct recorder *recorder, const struct record_want *want)
{
	struct arena *arena = arena_new();
	struct machine_answer link;
	int error = 0;

	if (!arena)
		return -ENOMEM;
	machine_link(recorder->machine, arena, want->path, &link);
	bool is_link = link.outcome == XF_SEEN && link.size;

	if (is_link) {
		redact(recorder, link.data, link.size);
		error = record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_LINK, .path = want->path,
			.data = link.data, .size = link.size });
	}
	if (!error)
		error = put_there(recorder, arena, want, is_link);
	arena_free(arena);
	return error;
}

static bool is_wanted(const void *self, const char *line)
{
	const struct recorder *recorder = self;

	for (size_t i = 0; i < recorder->pattern_count; i++)
		if (!fnmatch(recorder->patterns[i], machine_log_text(line), 0))
			return true;
	return false;
}

int record_log(struct recorder *recorder)
{
	struct guest_entry entry = { .kind = XF_ENTRY_LOG };
	struct machine_answer answer;

	if (!recorder->pattern_count)
		return 0;
	machine_log(recorder->machine, recorder->arena, &answer);
	entry.outcome = answer.outcome;
	if (answer.outcome == XF_DENIED)
		return record_put(recorder, &entry);
	if (answer.outcome != XF_SEEN)
		return answer.error == ENOMEM ? -ENOMEM : 0;
	entry.size = probe_reads_keep(answer.data, answer.size, is_wanted, recorder);
	entry.data = answer.data;
	redact(recorder, answer.data, entry.size);
	return record_put(recorder, &entry);
}
