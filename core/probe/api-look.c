/* SPDX-License-Identifier: MIT */
/*
 * Looking: every xf_ function that goes to the machine. Each checks the place against the plugin's `reads`
 * first, because that list is also the sandbox, the recorder and the man page: a look that strays from it
 * would be one that replay and reviewers do not know of.
 */
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/probe/probe.h"
#include "core/probe/reads.h"
#include "core/util/parse.h"

/* Does an element of `reads` allow this place? The literal beginning is compared first: the rest is slow. */
static bool allows(const char *element, const char *place)
{
	size_t literal = strcspn(element, "*?[\\ ");
	char pattern[XF_READS_CAP];

	if (strncmp(element, place, literal))
		return false;
	if (!element[literal])
		return !place[literal];
	return xf_reads_path(element, pattern) && !fnmatch(pattern, place, FNM_PATHNAME);
}

/* The element that names a place. Without one the plugin is broken, and NULL. */
static const char *element_for(struct xf_probe *probe, const char *place)
{
	for (const char *const *reads = probe->plugin->reads; *reads; reads++)
		if (allows(*reads, place))
			return *reads;
	xf_probe_break(probe, "it looked at %s, which its list of reads does not name", place);
	return NULL;
}

/* The path of a look, made of the caller's format; false when it is too long or not absolute. */
static bool XF_PRINTF(2, 0) make_path(char path[XF_PATH_CAP], const char *format, va_list args)
{
	int length = vsnprintf(path, XF_PATH_CAP, format, args);

	return length > 0 && (size_t)length < XF_PATH_CAP - 1 && path[0] == '/';
}

static size_t trimmed(const char *text, size_t size)
{
	while (size && (unsigned char)text[size - 1] <= ' ')
		size--;
	return size;
}

/* Makes one kind of observation out of what came through the door; `lines` is NULL but for look_read. */
typedef void look_fn(struct xf_looks *looks, struct xf_obs *obs, const char *lines);

static void look_read(struct xf_looks *looks, struct xf_obs *obs, const char *lines)
{
	struct xf_answer answer;

	xf_sysroot_read(looks->root, looks->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome != XF_SEEN)
		return;
	if (memchr(answer.data, '\0', answer.size)) {
		obs->outcome = XF_MALFORMED; /* text files of the kernel hold no NUL */
		return;
	}
	if (lines)
		answer.size = xf_reads_keep(answer.data, answer.size, xf_reads_like, lines);
	answer.data[trimmed(answer.data, answer.size)] = '\0';
	obs->text = answer.data;
}

static void look_link(struct xf_looks *looks, struct xf_obs *obs, const char *lines)
{
	struct xf_answer answer;

	(void)lines;
	xf_sysroot_link(looks->root, looks->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome == XF_SEEN)
		obs->text = answer.data;
}

static void look_stat(struct xf_looks *looks, struct xf_obs *obs, const char *lines)
{
	struct xf_answer answer;

	(void)lines;
	xf_sysroot_stat(looks->root, looks->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome == XF_SEEN)
		obs->text = answer.data;
}

static void look_list(struct xf_looks *looks, struct xf_obs *obs, const char *lines)
{
	struct xf_answer answer;

	(void)lines;
	xf_sysroot_list(looks->root, looks->arena, obs->where, &answer);
	obs->outcome = answer.outcome;
	if (answer.outcome != XF_SEEN)
		return;
	obs->value = answer.count;
	obs->names = answer.names;
}

/* A look at a path: from the store, or through the door once. */
static const struct xf_obs *XF_PRINTF(4, 0)
look(struct xf_probe *probe, const char *how, look_fn *fill, const char *format, va_list args)
{
	char path[XF_PATH_CAP];
	bool good = make_path(path, format, args), listing = fill == look_list;
	size_t length = good ? strlen(path) : 0;

	if (good && listing && path[length - 1] != '/')
		memcpy(path + length, "/", 2); /* reads name a listing by its trailing slash */
	const char *element = good ? element_for(probe, path) : NULL;
	const char *lines = element && fill == look_read ? xf_reads_lines(element) : NULL;

	if (!element)
		return xf_obs_failed();
	if (lines) /* another plugin may want other lines of the same file */
		how = xf_fmt(probe->looks->arena, "lines:%s", lines);
	if (listing && path[1])
		path[strlen(path) - 1] = '\0';
	const struct xf_obs *obs = xf_looks_find(probe->looks, how, path);

	if (!obs) {
		struct xf_obs fresh = { .how = how, .where = xf_str(probe->looks->arena, path), .text = "" };

		fill(probe->looks, &fresh, lines);
		obs = xf_looks_add(probe->looks, &fresh);
	}
	if (obs->outcome == XF_DENIED)
		xf_probe_denied(probe, obs);
	return obs;
}

const struct xf_obs *xf_read(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = look(probe, "read", look_read, path, args);
	va_end(args);
	return obs;
}

/* A number read from a file is an observation of its own: the text may be seen, the number malformed. */
static const struct xf_obs *number(struct xf_probe *probe, unsigned base, const struct xf_obs *text)
{
	struct xf_obs fresh = *text;

	if (text->outcome == XF_SEEN && xf_parse_u64(text->text, base, &fresh.value))
		fresh.outcome = XF_MALFORMED;
	/* Of some lines and of the whole file the number may differ. */
	fresh.how = base == 10 ? "number" : "hex";
	if (strcmp(text->how, "read"))
		fresh.how = xf_fmt(probe->looks->arena, "%s of %s", fresh.how, text->how);
	fresh.sent_by = 0; /* the text may have been sent, this was not */
	const struct xf_obs *known = xf_looks_find(probe->looks, fresh.how, fresh.where);

	return known ? known : xf_looks_add(probe->looks, &fresh);
}

const struct xf_obs *xf_number(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = look(probe, "read", look_read, path, args);
	va_end(args);
	return number(probe, 10, obs);
}

const struct xf_obs *xf_hex(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = look(probe, "read", look_read, path, args);
	va_end(args);
	return number(probe, 16, obs);
}

const struct xf_obs *xf_link(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = look(probe, "link", look_link, path, args);
	va_end(args);
	return obs;
}

const struct xf_obs *xf_stat(struct xf_probe *probe, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const struct xf_obs *obs = look(probe, "stat", look_stat, path, args);
	va_end(args);
	return obs;
}

const struct xf_obs *xf_count(struct xf_probe *probe, const char *dir, ...)
{
	va_list args;

	va_start(args, dir);
	const struct xf_obs *obs = look(probe, "list", look_list, dir, args);
	va_end(args);
	return obs;
}

const char *const *xf_list(struct xf_probe *probe, const char *dir, ...)
{
	static const char *const none[] = { NULL };
	va_list args;

	va_start(args, dir);
	const struct xf_obs *obs = look(probe, "list", look_list, dir, args);
	va_end(args);
	return obs->names ? (const char *const *)obs->names : none;
}
