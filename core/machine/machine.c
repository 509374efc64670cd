/* SPDX-License-Identifier: MIT */
/*
 * The door's frame: every look passes here whatever stands behind it, so that a path means the same to a
 * live machine, a tree and a manifest. A path with "." or ".." is refused: a device's name or a link's
 * text from a hostile guest could be made of them, and a manifest could not follow it.
 */
#include "core/machine/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/machine/machine-impl.h"

struct xf_sysroot *xf_sysroot_new(const struct xf_sysroot_ops *ops, void *self)
{
	struct xf_sysroot *root = calloc(1, sizeof(*root));

	if (root)
		*root = (struct xf_sysroot){ .ops = ops, .self = self, .fd = -1 };
	return root;
}

void xf_sysroot_close(struct xf_sysroot *root)
{
	if (!root)
		return;
	if (root->ops->close)
		root->ops->close(root->self);
	free(root);
}

bool xf_sysroot_is_live(const struct xf_sysroot *root)
{
	return root->live;
}

int xf_sysroot_fd(const struct xf_sysroot *root)
{
	return root->fd;
}

int xf_sysroot_hold(const struct xf_sysroot *root, const char *path)
{
	return root->ops->hold ? root->ops->hold(root->self, path) : -1;
}

void xf_answer_errno(struct xf_answer *answer, int error)
{
	*answer = (struct xf_answer){ .outcome = XF_FAILED, .error = error };
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		*answer = (struct xf_answer){ .outcome = XF_ABSENT };
		break;
	case EACCES:
	case EPERM:
		answer->outcome = XF_DENIED;
		break;
	case ELOOP: /* a link loop, or one of procfs's links that lead anywhere */
	case EISDIR:
	case EFBIG:
		*answer = (struct xf_answer){ .outcome = XF_MALFORMED };
		break;
	default:
		break;
	}
}

void xf_answer_bytes(struct xf_answer *answer, struct xf_arena *arena, const char *bytes, size_t size)
{
	*answer = (struct xf_answer){ .outcome = XF_SEEN, .size = size };
	answer->data = xf_dup(arena, bytes, size);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void xf_answer_names(struct xf_answer *answer, struct xf_arena *arena, char **names, size_t count)
{
	names = xf_grow(arena, names, count, sizeof(*names));
	*answer = (struct xf_answer){ .outcome = XF_SEEN, .names = names, .count = count };
	if (!names)
		return;
	qsort(names, count, sizeof(*names), by_bytes);
	names[count] = NULL;
}

int xf_slurp(int fd, size_t cap, char **bytes, size_t *size)
{
	size_t room = 0;

	*bytes = NULL;
	*size = 0;
	for (;;) {
		if (*size == room) {
			room = room ? room * 2 : 4096;
			char *bigger = realloc(*bytes, room);

			if (!bigger)
				return -ENOMEM;
			*bytes = bigger;
		}
		ssize_t got = read(fd, *bytes + *size, room - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : 0;
		*size += (size_t)got;
		if (*size > cap)
			return -EFBIG;
	}
}

/* Copies a path without doubled and trailing slashes. 0 or -errno. */
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

/* The last word on an answer: without memory it would be a half one. */
static void settle(const struct xf_arena *arena, struct xf_answer *answer)
{
	if (xf_arena_failed(arena))
		xf_answer_errno(answer, ENOMEM);
}

typedef void look_fn(void *self, struct xf_arena *arena, const char *path, struct xf_answer *answer);

static void look(const struct xf_sysroot *root, look_fn *fn, struct xf_arena *arena, const char *path,
                 struct xf_answer *answer)
{
	char clean[XF_PLACE_CAP];
	int error = clean_path(path, clean);

	*answer = (struct xf_answer){ .outcome = XF_NOT_RECORDED };
	if (error)
		xf_answer_errno(answer, -error);
	else if (fn)
		fn(root->self, arena, clean, answer);
	settle(arena, answer);
}

void xf_sysroot_read(struct xf_sysroot *root, struct xf_arena *arena, const char *path,
                     struct xf_answer *answer)
{
	look(root, root->ops->read, arena, path, answer);
}

void xf_sysroot_link(struct xf_sysroot *root, struct xf_arena *arena, const char *path,
                     struct xf_answer *answer)
{
	look(root, root->ops->link, arena, path, answer);
}

void xf_sysroot_stat(struct xf_sysroot *root, struct xf_arena *arena, const char *path,
                     struct xf_answer *answer)
{
	look(root, root->ops->stat, arena, path, answer);
}

void xf_sysroot_list(struct xf_sysroot *root, struct xf_arena *arena, const char *path,
                     struct xf_answer *answer)
{
	look(root, root->ops->list, arena, path, answer);
}

void xf_sysroot_log(struct xf_sysroot *root, struct xf_arena *arena, struct xf_answer *answer)
{
	*answer = (struct xf_answer){ .outcome = XF_NOT_RECORDED };
	if (root->ops->log)
		root->ops->log(root->self, arena, answer);
	settle(arena, answer);
}

void xf_sysroot_cpuid(struct xf_sysroot *root, enum xf_via via, uint32_t leaf, uint32_t sub,
                      struct xf_answer *answer)
{
	*answer = (struct xf_answer){ .outcome = XF_NOT_RECORDED };
	if (via != XF_NATIVE && via != XF_FORCED)
		xf_answer_errno(answer, EINVAL);
	else if (root->ops->cpuid)
		root->ops->cpuid(root->self, via, leaf, sub, answer);
}
