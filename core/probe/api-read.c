/* SPDX-License-Identifier: MIT */
/*
 * Every xf_ function that reads the machine. Each checks the place against the plugin's `reads` first, because the
 * sandbox, the recorder and the man page are made from that list: a read outside it would be unknown to replay and to
 * reviewers.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/probe/probe.h"
#include "core/probe/reads.h"
#include "core/util/parse.h"

/* The element that allows a place. If there is none, NULL, and the plugin is broken. */
static const char *element_for(struct xf_probe *probe, const char *place)
{
	for (const char *const *reads = probe->plugin->reads; *reads; reads++)
		if (probe_reads_allows(*reads, place))
			return *reads;
	probe_break(probe, "it read %s, which is not in its `reads`", place);
	return NULL;
}

/* Formats a path; false if it is too long or not absolute. */
static bool XF_PRINTF(2, 0) make_path(char path[XF_PATH_CAP], const char *format, va_list args)
{
	int length = arena_vprint(path, XF_PATH_CAP, format, args);

	return length > 0 && (size_t)length < XF_PATH_CAP - 1 && path[0] == '/';
}

static size_t trimmed(const char *text, size_t size)
{
	while (size && (unsigned char)text[size - 1] <= ' ')
		size--;
	return size;
}

/* Makes one kind of observation from the machine's answer; `part` is NULL except for observe_read. */
typedef void observe_fn(struct observations *observations, struct xf_obs *obs, const char *part);

/* A device tree's property is a list of strings, each ended by a NUL; turns them into words. */
static void join_strings(char *data, size_t size)
{
	if (size < 2 || data[size - 1] || !data[size - 2])
		return;
	for (size_t i = 0; i < size; i++)
		if (!data[i])
			data[i] = ' ';
}

static void observe_read(struct observations *observations, struct xf_obs *obs, const char *part)
{
	struct machine_answer answer;

	machine_read(observations->machine, observations->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome != XF_SEEN)
		return;
	if (!strncmp(obs->where, "/proc/device-tree/", 18))
		join_strings(answer.data, answer.size);
	if (memchr(answer.data, '\0', answer.size)) {
		obs->outcome = XF_MALFORMED; /* the kernel's text files contain no NUL */
		return;
	}
	if (part)
		answer.size = probe_reads_cut(part, answer.data, answer.size);
	answer.data[trimmed(answer.data, answer.size)] = '\0';
	obs->text = answer.data;
}

static void observe_link(struct observations *observations, struct xf_obs *obs, const char *part)
{
	struct machine_answer answer;

	(void)part;
	machine_link(observations->machine, observations->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome == XF_SEEN)
		obs->text = answer.data;
}

static void observe_stat(struct observations *observations, struct xf_obs *obs, const char *part)
{
	struct machine_answer answer;

	(void)part;
	machine_stat(observations->machine, observations->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome == XF_SEEN)
		obs->text = answer.data;
}

static void observe_list(struct observations *observations, struct xf_obs *obs, const char *part)
{
	struct machine_answer answer;

	(void)part;
	machine_list(observations->machine, observations->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome != XF_SEEN)
		return;
	obs->value = answer.count;
	obs->names = answer.names;
}

static const struct xf_obs *observe(struct xf_probe *probe, const char *how, observe_fn *fill, const char *format,
                                    va_list args) XF_PRINTF(4, 0);

/* Observes a path: from the store, or by reading it the first time. */
static const struct xf_obs *observe(struct xf_probe *probe, const char *how, observe_fn *fill, const char *format,
                                    va_list args)
{
	char path[XF_PATH_CAP];
	bool good = make_path(path, format, args), listing = fill == observe_list;
	size_t length = good ? strlen(path) : 0;

	if (good && listing && path[length - 1] != '/')
		memcpy(path + length, "/", 2); /* `reads` marks a directory listing with a trailing slash */
	const char *element = good ? element_for(probe, path) : NULL;
	const char *part = element && fill == observe_read ? probe_reads_part(element) : NULL;

	if (!element)
		return probe_obs_failed();
	if (part) /* another plugin may want other lines of the same file */
		how = part;
	if (listing && path[1])
		path[strlen(path) - 1] = '\0';
	const struct xf_obs *obs = probe_obs_find(probe->observations, how, path);

	if (!obs) {
		struct xf_obs fresh = { .how = how, .where = arena_str(probe->observations->arena, path), .text = "" };

		fill(probe->observations, &fresh, part);
		obs = probe_obs_add(probe->observations, &fresh);
	}
	if (obs->outcome == XF_DENIED)
		probe_denied(probe, obs);
	return obs;
}

const struct xf_obs *xf_read(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = observe(probe, "read", observe_read, path, args);
	va_end(args);
	return obs;
}

/* A number in a file is an observation of its own: the text may be seen and the number malformed. */
static const struct xf_obs *number(struct xf_probe *probe, unsigned base, const struct xf_obs *text)
{
	struct xf_obs fresh = *text;

	if (text->outcome == XF_SEEN && parse_u64(text->text, base, &fresh.value))
		fresh.outcome = XF_MALFORMED;
	/* Some lines and the whole file may give different numbers. */
	fresh.how = base == 10 ? "number" : "hex";
	if (strcmp(text->how, "read"))
		fresh.how = arena_fmt(probe->observations->arena, "%s of %s", fresh.how, text->how);
	fresh.sent_by = 0; /* the text may have been sent, the number was not */
	const struct xf_obs *known = probe_obs_find(probe->observations, fresh.how, fresh.where);

	return known ? known : probe_obs_add(probe->observations, &fresh);
}

const struct xf_obs *xf_number(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = observe(probe, "read", observe_read, path, args);
	va_end(args);
	return number(probe, 10, obs);
}

const struct xf_obs *xf_hex(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = observe(probe, "read", observe_read, path, args);
	va_end(args);
	return number(probe, 16, obs);
}

const struct xf_obs *xf_link(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = observe(probe, "link", observe_link, path, args);
	va_end(args);
	return obs;
}

const struct xf_obs *xf_stat(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = observe(probe, "stat", observe_stat, path, args);
	va_end(args);
	return obs;
}

const struct xf_obs *xf_count(struct xf_probe *probe, const char *dir, ...)
{
	va_list args;

	va_start(args, dir);
	const struct xf_obs *obs = observe(probe, "list", observe_list, dir, args);
	va_end(args);
	return obs;
}

const char *const *xf_list(struct xf_probe *probe, const char *dir, ...)
{
	static const char *const none[] = { NULL };
	va_list args;

	va_start(args, dir);
	const struct xf_obs *obs = observe(probe, "list", observe_list, dir, args);
	va_end(args);
	return obs->names ? (const char *const *)obs->names : none;
}
