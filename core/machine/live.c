/* SPDX-License-Identifier: MIT */
/*
 * The machine that we run on, and captured trees. Both are files; they differ in where the kernel log and
 * CPUID come from. A tree's CPUID is what was captured with it, never this processor's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/machine/cpuid.h"
#include "core/machine/log.h"
#include "core/machine/files.h"
#include "core/machine/machine-impl.h"

/* What stands behind the door; `files` is first, as the looks of files.h want it. */
struct machine {
	struct xf_files files;
	bool traps;             /* live: the forced CPUID trapped once */
	struct xf_arena *arena; /* tree: of the table */
	struct xf_cpuid_table cpuid;
	enum xf_outcome cpuid_outcome; /* tree: of reading the table */
};

static void live_log(void *self, struct xf_arena *arena, struct xf_answer *answer)
{
	(void)self;
	xf_log_live(arena, answer);
}

static void tree_log(void *self, struct xf_arena *arena, struct xf_answer *answer)
{
	struct xf_answer file;

	xf_files_read(self, arena, "/cmd/dmesg", &file);
	*answer = file;
	if (file.outcome == XF_ABSENT)
		answer->outcome = XF_NOT_RECORDED;
	else if (file.outcome == XF_SEEN && file.data)
		xf_log_answer(answer, arena, file.data, file.size);
}

static void live_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct xf_answer *answer)
{
	struct machine *machine = self;

	if (via == XF_NATIVE)
		answer->outcome = xf_cpuid_native(leaf, sub, answer->reg);
	else if (machine->traps)
		answer->outcome = XF_ABSENT;
	else
		answer->outcome = xf_cpuid_forced(leaf, sub, answer->reg);
	if (answer->outcome == XF_SEEN)
		return;
	memset(answer->reg, 0, sizeof(answer->reg));
	machine->traps = true; /* one trap tells all; the native way never comes here on x86 */
}

static void tree_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct xf_answer *answer)
{
	const struct machine *machine = self;

	answer->outcome = machine->cpuid_outcome;
	if (machine->cpuid_outcome == XF_SEEN)
		xf_cpuid_find(&machine->cpuid, via, leaf, sub, answer);
}

static void machine_close(void *self)
{
	struct machine *machine = self;

	if (machine->files.fd >= 0)
		close(machine->files.fd);
	xf_arena_free(machine->arena);
	free(machine);
}

static const struct xf_sysroot_ops live_ops = {
	.read = xf_files_read, .link = xf_files_link, .stat = xf_files_stat, .list = xf_files_list,
	.hold = xf_files_hold, .log = live_log, .cpuid = live_cpuid, .close = machine_close,
};

static const struct xf_sysroot_ops tree_ops = {
	.read = xf_files_read, .link = xf_files_link, .stat = xf_files_stat, .list = xf_files_list,
	.hold = xf_files_hold, .log = tree_log, .cpuid = tree_cpuid, .close = machine_close,
};

/* Reads a tree's cmd/cpuid now, so that a look needs no memory. 0 or -ENOMEM. */
static int load_cpuid(struct machine *machine)
{
	struct xf_answer answer = { .outcome = XF_NOT_RECORDED };

	machine->arena = xf_arena_new();
	if (!machine->arena)
		return -ENOMEM;
	xf_files_read(machine, machine->arena, "/cmd/cpuid", &answer);
	machine->cpuid_outcome = answer.outcome == XF_ABSENT ? XF_NOT_RECORDED : answer.outcome;
	if (answer.outcome == XF_SEEN && answer.data &&
	    xf_cpuid_parse(machine->arena, answer.data, answer.size, &machine->cpuid) == -EINVAL)
		machine->cpuid_outcome = XF_MALFORMED;
	return xf_arena_failed(machine->arena) || answer.error == ENOMEM ? -ENOMEM : 0;
}

static int make(const char *directory, bool tree, struct xf_sysroot **root)
{
	struct machine *machine = calloc(1, sizeof(*machine));
	int error = machine ? 0 : -ENOMEM;

	*root = NULL;
	if (!error)
		error = xf_files_open(&machine->files, directory, tree);
	if (!error && tree)
		error = load_cpuid(machine);
	if (!error && !(*root = xf_sysroot_new(tree ? &tree_ops : &live_ops, machine)))
		error = -ENOMEM;
	if (error && machine)
		machine_close(machine);
	if (*root) {
		(*root)->live = !tree;
		(*root)->fd = machine->files.fd;
	}
	return error;
}

int xf_sysroot_live(struct xf_sysroot **root)
{
	return make("/", false, root);
}

int xf_sysroot_tree(const char *directory, struct xf_sysroot **root)
{
	return make(directory, true, root);
}
