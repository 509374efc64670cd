/* SPDX-License-Identifier: MIT */
/*
 * Opening a plugin runs its constructors and maps it until the process exits. The agent lives for months and must use
 * the plugin that is installed tomorrow, so a child opens them all, writes their tables to a pipe, and exits.
 */
#include "core/config/declared.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/probe/registry.h"
#include "core/util/buf.h"
#include "core/util/clock.h"
#include "core/util/files.h"

#define LIMIT_MS 5000u      /* a cold disk is slow */
#define SIZE_CAP (4u << 20) /* bytes of all tables */

/* ---- the child: for each plugin u8 'P', name, why it was refused, settings; at the end u8 'E', u32 errno ---- */

static void put_text(struct buf *message, const char *text)
{
	buf_u8(message, text != NULL);
	buf_str(message, text ? text : "");
}

static void put_plugin(struct buf *message, const char *name, const char *refused, const struct xf_setting *settings)
{
	if (*name == '.')
		return; /* a package manager's temporary file */
	buf_u8(message, 'P');
	buf_str(message, name);
	buf_str(message, refused);
	for (; settings && settings->key; settings++) {
		put_text(message, settings->key);
		buf_u32(message, settings->type);
		put_text(message, settings->words);
		put_text(message, settings->fallback);
		put_text(message, settings->sentence);
	}
	put_text(message, NULL);
}

static _Noreturn void child(const char *folder, int fd, pid_t parent)
{
	struct registry registry;
	struct buf message = { 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1); /* the parent died before the prctl */
	int error = probe_registry_load(&registry, folder);

	for (size_t i = 0; i < registry.count; i++)
		put_plugin(&message, registry.loaded[i].plugin->name, "", registry.loaded[i].plugin->settings);
	for (size_t i = 0; i < registry.refused_count; i++)
		put_plugin(&message, registry.refused[i].name, registry.refused[i].detail, NULL);
	buf_u8(&message, 'E');
	buf_u32(&message, (uint32_t)-error);
	_exit(message.failed || files_write_all(fd, message.bytes, message.size));
}

/* ---- the parent ---- */

static int receive(int fd, struct buf *input)
{
	uint64_t limit = clock_ms() + LIMIT_MS;
	char bytes[4096];

	for (;;) {
		uint64_t now = clock_ms();
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int ready = poll(&wait, 1, limit > now ? (int)(limit - now) : 0);

		if (!ready)
			return -ETIMEDOUT;
		ssize_t size = ready > 0 ? read(fd, bytes, sizeof(bytes)) : -1;

		if (size < 0 && errno != EINTR)
			return -errno;
		if (!size)
			return input->failed ? -ENOMEM : 0;
		buf_put(input, bytes, size > 0 ? (size_t)size : 0);
		if (input->size > SIZE_CAP)
			return -EPROTO;
	}
}

static const char *take_text(struct arena *arena, struct cursor *cursor)
{
	bool there = buf_read_u8(cursor);
	const char *text = buf_read_str(cursor);

	return there && !cursor->bad ? arena_str(arena, text) : NULL;
}

static int take_settings(struct arena *arena, struct cursor *cursor, struct xf_setting **settings)
{
	struct xf_setting *table = NULL;
	size_t count = 0;

	do {
		table = arena_grow(arena, table, count, sizeof(*table));
		if (!table)
			return -ENOMEM;
		table[count] = (struct xf_setting){ .key = take_text(arena, cursor) };
		if (!table[count].key)
			break;
		table[count].type = buf_read_u32(cursor);
		table[count].words = take_text(arena, cursor);
		table[count].fallback = take_text(arena, cursor);
		table[count].sentence = take_text(arena, cursor);
	} while (table[count++].key);
	*settings = table;
	return cursor->bad ? -EPROTO : 0;
}

static int by_name(const void *a, const void *b)
{
	const struct config_declared *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int take_all(struct arena *arena, struct cursor *cursor, struct config_declared **list, size_t *count)
{
	uint8_t kind;
	int error = 0;

	while (!error && (kind = buf_read_u8(cursor)) == 'P') {
		struct config_declared *grown = arena_grow(arena, *list, *count, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		*list = grown;
		grown[*count].name = arena_str(arena, buf_read_str(cursor));
		grown[*count].refused = arena_str(arena, buf_read_str(cursor));
		error = take_settings(arena, cursor, &grown[(*count)++].settings);
	}
	if (!error)
		error = kind == 'E' ? -(int)buf_read_u32(cursor) : -EPROTO;
	if (*count)
		qsort(*list, *count, sizeof(**list), by_name);
	return cursor->bad ? -EPROTO : error;
}

static int ask(const char *folder, struct buf *input)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	pid_t pid = fork();
	int error = pid < 0 ? -errno : 0;

	if (!pid)
		child(folder, ends[1], parent);
	close(ends[1]);
	if (!error)
		error = receive(ends[0], input);
	close(ends[0]);
	if (pid > 0) {
		kill(pid, SIGKILL); /* it has sent everything, or hangs */
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return error;
}

int config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count)
{
	struct buf input = { 0 };
	int error = ask(folder, &input);
	struct cursor cursor = { input.bytes, input.bytes ? input.bytes + input.size : NULL, false };

	*list = NULL;
	*count = 0;
	if (!error)
		error = take_all(arena, &cursor, list, count);
	buf_free(&input);
	return error;
}
