/* SPDX-License-Identifier: MIT */
/*
 * The machine that we run on, and captured trees. Both are files; they differ in where the kernel log and CPUID come
 * from. A tree's CPUID is what was captured with it, never this processor's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/machine/cpuid.h"
#include "core/machine/log.h"
#include "core/machine/files.h"
#include "core/machine/machine-impl.h"

/* The state behind a struct machine; `files` comes first, as files.h requires. */
struct source {
	struct machine_files files;
	bool traps;          /* live: forced CPUID has trapped once */
	struct arena *arena; /* tree: holds the table and the log */
	struct cpuid_table cpuid;
	enum xf_outcome cpuid_outcome; /* tree: of reading the table */
	struct machine_answer log;     /* tree: as it was read */
};

static void live_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	(void)self;
	machine_log_live(arena, answer);
}

/* supportconfig puts the output of many commands into one file, each behind a line with the command. */
static void take_section(struct machine_answer *file, const char *command)
{
	char *begin = file->data ? memmem(file->data, file->size, command, strlen(command)) : NULL;

	if (!begin) {
		file->outcome = XF_ABSENT;
		return;
	}
	begin += strlen(command);
	char *end = memmem(begin, file->size - (size_t)(begin - file->data), "\n#==[", 5);

	file->size = end ? (size_t)(end - begin) : file->size - (size_t)(begin - file->data);
	file->data = begin;
}

static void tree_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	const struct source *source = self;

	(void)arena;
	*answer = source->log;
}

static void live_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer)
{
	struct source *source = self;

	if (via == XF_NATIVE)
		answer->outcome = machine_cpuid_native(leaf, sub, answer->reg);
	else if (source->traps)
		answer->outcome = XF_ABSENT;
	else
		answer->outcome = machine_cpuid_forced(leaf, sub, answer->reg);
	if (answer->outcome == XF_SEEN)
		return;
	memset(answer->reg, 0, sizeof(answer->reg));
	source->traps = true; /* one trap is enough to know; the native way never gets here on x86 */
}

static void tree_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer)
{
	const struct source *source = self;

	answer->outcome = source->cpuid_outcome;
	if (source->cpuid_outcome == XF_SEEN)
		machine_cpuid_find(&source->cpuid, via, leaf, sub, answer);
}

static void source_close(void *self)
{
	struct source *source = self;

	if (source->files.fd >= 0)
		close(source->files.fd);
	arena_free(source->arena);
	free(source);
}

static const struct machine_ops live_ops = {
	.read = machine_files_read, .link = machine_files_link, .stat = machine_files_stat, .list = machine_files_list,
	.hold = machine_files_hold, .log = live_log, .cpuid = live_cpuid, .close = source_close,
};

static const struct machine_ops tree_ops = {
	.read = machine_files_read, .link = machine_files_link, .stat = machine_files_stat, .list = machine_files_list,
	.hold = machine_files_hold, .log = tree_log, .cpuid = tree_cpuid, .close = source_close,
};

/*
 * Finds a tree's kernel log: where our own captures have it, in a folder with nothing else, in a sosreport, in SUSE's
 * supportconfig. It is read up front, because the sandbox lets nobody read those places later.
 */
static void load_log(struct source *source)
{
	static const struct {
		const char *path, *section;
	} places[] = {
		{ "/cmd/dmesg", NULL }, { "/dmesg", NULL }, { "/sos_commands/kernel/dmesg", NULL },
		{ "/boot.txt", "\n# /bin/dmesg\n" }, { "/boot.txt", "\n# /usr/bin/dmesg\n" },
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !found; i++) {
		source->log = (struct machine_answer){ .outcome = XF_NOT_RECORDED };
		machine_files_read_log(source, source->arena, places[i].path, &source->log);
		if (source->log.outcome == XF_SEEN && places[i].section)
			take_section(&source->log, places[i].section);
		found = source->log.outcome != XF_ABSENT && source->log.outcome != XF_NOT_RECORDED;
	}
	if (source->log.outcome == XF_ABSENT)
		source->log.outcome = XF_NOT_RECORDED;
	if (source->log.outcome == XF_SEEN && source->log.data)
		source->log.size = machine_log_clean(source->log.data, source->log.size);
}

/* Reads a tree's CPUID and log up front, so that a later query needs little memory. 0 or -ENOMEM. */
static int load(struct source *source)
{
	struct machine_answer answer = { .outcome = XF_NOT_RECORDED };

	source->arena = arena_new();
	if (!source->arena)
		return -ENOMEM;
	machine_files_read(source, source->arena, "/cmd/cpuid", &answer);
	source->cpuid_outcome = answer.outcome == XF_ABSENT ? XF_NOT_RECORDED : answer.outcome;
	if (answer.outcome == XF_SEEN && answer.data &&
	    machine_cpuid_parse(source->arena, answer.data, answer.size, &source->cpuid) == -EINVAL)
		source->cpuid_outcome = XF_MALFORMED;
	load_log(source);
	return arena_failed(source->arena) || answer.error == ENOMEM || source->log.error == ENOMEM ? -ENOMEM : 0;
}

static int make(const char *directory, bool tree, struct machine **machine)
{
	struct source *source = calloc(1, sizeof(*source));
	int error = source ? 0 : -ENOMEM;

	*machine = NULL;
	if (!error)
		error = machine_files_open(&source->files, directory, tree);
	if (!error && tree)
		error = load(source);
	if (!error && !(*machine = machine_new(tree ? &tree_ops : &live_ops, source)))
		error = -ENOMEM;
	if (error && source)
		source_close(source);
	if (!error) {
		(*machine)->live = !tree;
		(*machine)->fd = source->files.fd;
	}
	return error;
}

int machine_live(struct machine **machine)
{
	return make("/", false, machine);
}

int machine_tree(const char *directory, struct machine **machine)
{
	return make(directory, true, machine);
}
