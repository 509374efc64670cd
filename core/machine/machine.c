/* SPDX-License-Identifier: MIT */
/*
 * The front of every implementation: all reads pass through here, so that a path means the same to a live machine, a
 * tree and a manifest. A path with "." or ".." is refused: a hostile guest could use them in a device's name or a
 * link's text, and a manifest could not follow them.
 */
#include "core/machine/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/machine-impl.h"

struct machine *machine_new(const struct machine_ops *ops, void *self)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	if (machine)
		*machine = (struct machine){ .ops = ops, .self = self, .fd = -1 };
	return machine;
}

void machine_close(struct machine *machine)
{
	if (!machine)
		return;
	if (machine->ops->close)
		machine->ops->close(machine->self);
	free(machine);
}

bool machine_is_live(const struct machine *machine)
{
	return machine->live;
}

int machine_fd(const struct machine *machine)
{
	return machine->fd;
}

int machine_hold(const struct machine *machine, const char *path)
{
	return machine->ops->hold ? machine->ops->hold(machine->self, path) : -1;
}

void machine_answer_errno(struct machine_answer *answer, int error)
{
	*answer = (struct machine_answer){ .outcome = XF_FAILED, .error = error };
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		*answer = (struct machine_answer){ .outcome = XF_ABSENT };
		break;
	case EACCES:
	case EPERM:
		answer->outcome = XF_DENIED;
		break;
	case ELOOP: /* a link loop, or a magic link of procfs */
	case EISDIR:
	case EFBIG:
		*answer = (struct machine_answer){ .outcome = XF_MALFORMED };
		break;
	default:
		break;
	}
}

void machine_answer_bytes(struct machine_answer *answer, struct arena *arena, const char *bytes, size_t size)
{
	*answer = (struct machine_answer){ .outcome = XF_SEEN, .size = size };
	answer->data = arena_dup(arena, bytes, size);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void machine_answer_names(struct machine_answer *answer, struct arena *arena, char **names, size_t count)
{
	names = arena_grow(arena, names, count, sizeof(*names));
	*answer = (struct machine_answer){ .outcome = XF_SEEN, .names = names, .count = count };
	if (!names)
		return;
	qsort(names, count, sizeof(*names), by_bytes);
	names[count] = NULL;
}

size_t machine_cap_of(const char *path)
{
	return strncmp(path, "/proc/", strlen("/proc/")) ? XF_FILE_CAP : XF_PROC_CAP;
}

/* Copies a path without repeated and trailing slashes. 0 or -errno. */
static int clean_path(const char *path, char out[XF_PLACE_CAP])
{
	size_t used = 0;

	if (*path != '/')
		return -EINVAL;
	while (*(path += strspn(path, "/"))) {
		size_t length = strcspn(path, "/");

		if (*path == '.' && (length == 1 || (length == 2 && path[1] == '.')))
			return -EINVAL;
		if (used + 1 + length >= XF_PLACE_CAP)
			return -ENAMETOOLONG;
		out[used++] = '/';
		memcpy(out + used, path, length);
		used += length;
		path += length;
	}
	if (!used)
		out[used++] = '/';
	out[used] = '\0';
	return 0;
}

/* Finishes an answer: if memory ran out, it would be incomplete. */
static void settle(const struct arena *arena, struct machine_answer *answer)
{
	if (arena_failed(arena))
		machine_answer_errno(answer, ENOMEM);
}

typedef void ask_fn(void *self, struct arena *arena, const char *path, struct machine_answer *answer);

static void ask(const struct machine *machine, ask_fn *fn, struct arena *arena, const char *path,
                struct machine_answer *answer)
{
	char clean[XF_PLACE_CAP];
	int error = clean_path(path, clean);

	*answer = (struct machine_answer){ .outcome = XF_NOT_RECORDED };
	if (error)
		machine_answer_errno(answer, -error);
	else if (fn)
		fn(machine->self, arena, clean, answer);
	settle(arena, answer);
}

void machine_read(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer)
{
	ask(machine, machine->ops->read, arena, path, answer);
}

void machine_link(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer)
{
	ask(machine, machine->ops->link, arena, path, answer);
}

void machine_stat(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer)
{
	ask(machine, machine->ops->stat, arena, path, answer);
}

void machine_list(struct machine *machine, struct arena *arena, const char *path,
                  struct machine_answer *answer)
{
	ask(machine, machine->ops->list, arena, path, answer);
}

void machine_log(struct machine *machine, struct arena *arena, struct machine_answer *answer)
{
	*answer = (struct machine_answer){ .outcome = XF_NOT_RECORDED };
	if (machine->ops->log)
		machine->ops->log(machine->self, arena, answer);
	settle(arena, answer);
	if (!answer->data)
		return;
	for (size_t i = strlen(answer->data); i < answer->size; i += strlen(answer->data + i))
		answer->data[i] = '?'; /* a NUL would hide every line after it */
}

void machine_cpuid(struct machine *machine, enum xf_via via, uint32_t leaf, uint32_t sub,
                   struct machine_answer *answer)
{
	*answer = (struct machine_answer){ .outcome = XF_NOT_RECORDED };
	if (via != XF_NATIVE && via != XF_FORCED)
		machine_answer_errno(answer, EINVAL);
	else if (machine->ops->cpuid)
		machine->ops->cpuid(machine->self, via, leaf, sub, answer);
}
