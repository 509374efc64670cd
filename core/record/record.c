/* SPDX-License-Identifier: MIT */
/*
 * Recording: what to record. The plugins' `reads` are expanded first and read afterwards, sorted, so that places that
 * plugins share are not repeated and the same machine yields the same bytes. An absent place is recorded as absent;
 * otherwise replay would call it "not recorded".
 */
#include "core/record/record.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/probe/reads.h"
#include "core/record/record-impl.h"
#include "core/machine/machine-impl.h"
#include "core/util/parse.h"

/* Names that many machines share, so they identify none. */
static const char common_names[] = "(none) localhost localhost.localdomain linux debian ubuntu fedora centos "
                                   "host guest kernel server vm";

static int add_want(struct recorder *recorder, const char *path, const char *names)
{
	size_t count = recorder->want_count;

	if (!machine_path_is_flat(path))
		return 0; /* nobody can ask for it */
	if (count == XF_MANIFEST_ENTRIES)
		return -EFBIG;
	recorder->wants = arena_grow(recorder->arena, recorder->wants, count, sizeof(*recorder->wants));
	if (!recorder->wants)
		return -ENOMEM;
	recorder->wants[count] = (struct record_want){ .path = arena_str(recorder->arena, path), .names = names,
		.part = recorder->part };
	recorder->want_count++;
	return arena_failed(recorder->arena) ? -ENOMEM : 0;
}

static int expand(struct recorder *recorder, const char *before, const char *rest);

/* A folder of which names that match a pattern are wanted; *list: all names in it. */
static int add_folder(struct recorder *recorder, const char *folder, const char *pattern, struct machine_answer *list)
{
	int error = add_want(recorder, folder, pattern);

	if (error)
		return error;
	machine_list(recorder->machine, recorder->arena, folder, list);
	if (list->error == ENOMEM)
		return -ENOMEM;
	return record_note_names(recorder, folder, list->names, list->count);
}

/* Expands a component with '*': records the folder's names, and follows those that match. */
static int expand_names(struct recorder *recorder, const char *folder, const char *pattern,
                        const char *rest)
{
	struct machine_answer list;
	int error = add_folder(recorder, *folder ? folder : "/", pattern, &list);

	for (size_t i = 0; !error && i < list.count; i++) {
		const char *name = list.names[i];

		if (!fnmatch(pattern, name, 0))
			error = expand(recorder, arena_fmt(recorder->arena, "%s/%s", folder, name), rest);
	}
	return error;
}

/* Expands "/COMPONENT..." in `rest`, below the path `before`; a lone "/" asks for the names in `before`. */
static int expand(struct recorder *recorder, const char *before, const char *rest)
{
	while (*rest == '/' && rest[1]) {
		size_t length = strcspn(rest + 1, "/");
		const char *part = arena_dup(recorder->arena, rest + 1, length);

		if (!part || strlen(before) >= XF_PLACE_CAP)
			return part ? 0 : -ENOMEM;
		rest += 1 + length;
		if (strpbrk(part, "*?["))
			return expand_names(recorder, before, part, rest);
		before = arena_fmt(recorder->arena, "%s/%s", before, part);
	}
	struct machine_answer list;

	if (!*before)
		before = "/";
	return *rest == '/' ? add_folder(recorder, before, "*", &list) : add_want(recorder, before, NULL);
}

static int add_pattern(struct recorder *recorder, const char *pattern)
{
	size_t count = recorder->pattern_count;
	const char **patterns = arena_grow(recorder->arena, recorder->patterns, count, sizeof(*patterns));

	if (!patterns)
		return -ENOMEM;
	patterns[count] = pattern;
	recorder->patterns = patterns;
	recorder->pattern_count++;
	return 0;
}

static int add_leaf(struct recorder *recorder, const char *text)
{
	size_t count = recorder->leaf_count;
	uint64_t leaf;

	if (parse_u64(text, 16, &leaf) || leaf > UINT32_MAX) {
		recorder->hypervisor |= !strcmp(text, "hypervisor");
		return 0;
	}
	recorder->leaves = arena_grow(recorder->arena, recorder->leaves, count, sizeof(*recorder->leaves));
	if (!recorder->leaves)
		return -ENOMEM;
	recorder->leaves[recorder->leaf_count++] = (uint32_t)leaf;
	return 0;
}

/* Adds one element of a plugin's `reads`. */
static int add_read(struct recorder *recorder, const char *place)
{
	char path[XF_READS_CAP];

	if (probe_reads_path(place, path)) {
		recorder->part = probe_reads_part(place);
		return expand(recorder, "", arena_str(recorder->arena, path));
	}
	if (!strncmp(place, "log:", 4))
		return add_pattern(recorder, place + 4);
	if (!strncmp(place, "cpuid:", 6))
		return add_leaf(recorder, place + 6);
	return 0;
}

static int gather(struct recorder *recorder, const struct registry *registry)
{
	int error = 0;

	for (size_t i = 0; !error && i < registry->count; i++)
		for (const char *const *read = registry->loaded[i].plugin->reads; !error && *read; read++)
			error = add_read(recorder, *read);
	return error;
}

/* By what is written, so that a record of the record is the same. */
static int compare_wants(const void *first, const void *second)
{
	const struct record_want *a = first, *b = second;
	int order = strcmp(a->blank, b->blank);

	return order ? order : strcmp(a->path, b->path);
}

static int record_places(struct recorder *recorder)
{
	struct record_want *wants = recorder->wants;
	const char *last = "";
	int error = 0;

	for (size_t i = 0; i < recorder->want_count; i++)
		if (!(wants[i].blank = record_blank_path(recorder, recorder->arena, wants[i].path)))
			return -ENOMEM;
	if (recorder->want_count)
		qsort(wants, recorder->want_count, sizeof(*wants), compare_wants);
	for (size_t i = 0, next; !error && i < recorder->want_count; i = next) {
		for (next = i + 1; next < recorder->want_count; next++)
			if (strcmp(wants[i].path, wants[next].path))
				break;
		if (strcmp(wants[i].blank, last)) /* a path has one entry */
			error = record_place(recorder, &wants[i], next - i);
		last = wants[i].blank;
	}
	return error;
}

/* Is it a word that plugins read or say? Blanking it would blank the evidence. */
static bool is_of_plugins(const struct registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->count; i++) {
		const struct xf_plugin *plugin = registry->loaded[i].plugin;

		for (const char *const *read = plugin->reads; *read; read++)
			if (strcasestr(*read, name))
				return true;
		for (const struct xf_fact_def *def = plugin->facts; def && def->key; def++)
			if (def->values && parse_in(name, def->values))
				return true;
	}
	return false;
}

/* Adds a word to blank in texts, unless it identifies nobody. */
static int add_word(struct recorder *recorder, const struct registry *registry, const char *word)
{
	size_t count = recorder->words.count;

	if (strlen(word) < 2 || parse_in(word, common_names) || is_of_plugins(registry, word))
		return 0;
	recorder->words.sorted = arena_grow(recorder->arena, recorder->words.sorted, count, sizeof(word));
	if (!recorder->words.sorted)
		return -ENOMEM;
	recorder->words.sorted[recorder->words.count++] = word;
	return 0;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_words(struct record_words *words)
{
	if (words->count)
		qsort(words->sorted, words->count, sizeof(*words->sorted), by_bytes);
}

/* The machine's host name, whole and its first part. */
static int find_host(struct recorder *recorder, const struct registry *registry)
{
	struct machine_answer answer;

	machine_read(recorder->machine, recorder->arena, "/proc/sys/kernel/hostname", &answer);
	if (answer.outcome != XF_SEEN)
		return answer.error == ENOMEM ? -ENOMEM : 0;
	answer.data[strcspn(answer.data, " \t\n")] = '\0';
	const char *first = arena_dup(recorder->arena, answer.data, strcspn(answer.data, "."));
	int error = first ? add_word(recorder, registry, answer.data) : -ENOMEM;

	if (!error && strcmp(first, answer.data))
		error = add_word(recorder, registry, first);
	sort_words(&recorder->words);
	return error;
}

/* Names that became others must not stand in texts either: /proc/interrupts has those of interfaces. */
static int find_names(struct recorder *recorder, const struct registry *registry)
{
	int error = record_decide_names(recorder);

	for (size_t i = 0; !error && i < recorder->name_count; i++)
		if (strcmp(recorder->names[i].real, recorder->names[i].blank))
			error = add_word(recorder, registry, recorder->names[i].real);
	sort_words(&recorder->words);
	return error;
}

int record_machine(struct machine *machine, const struct registry *registry, const char *comment, FILE *file)
{
	struct recorder recorder = { .machine = machine, .arena = arena_new(), .file = file };
	int error = recorder.arena ? machine_manifest_write_head(file, comment) : -ENOMEM;

	recorder.start = ftell(file);
	if (!error)
		error = gather(&recorder, registry);
	if (!error)
		error = find_host(&recorder, registry);
	if (!error)
		error = find_names(&recorder, registry);
	if (!error)
		error = record_places(&recorder);
	if (!error)
		error = record_cpuid(&recorder);
	if (!error)
		error = record_log(&recorder);
	if (!error && arena_failed(recorder.arena))
		error = -ENOMEM;
	if (!error && fflush(file))
		error = -errno;
	arena_free(recorder.arena);
	return error;
}
