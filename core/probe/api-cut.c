/* SPDX-License-Identifier: MIT */
/*
 * Splits text that was read: into lines, fields and words; also turns device names into keys. A part of a file is an
 * observation of its own, so that evidence shows the line and not the whole file.
 */
#include <fnmatch.h>
#include <string.h>

#include "core/probe/probe.h"
#include "core/util/parse.h"

const char *const *xf_lines(struct xf_probe *probe, const struct xf_obs *text)
{
	static const char *const none[] = { NULL };
	struct arena *arena = probe->observations->arena;
	const char *whole = xf_text(text);
	size_t count = 1;

	for (const char *c = whole; *c; c++)
		count += *c == '\n';
	const char **lines = *whole ? arena_alloc(arena, (count + 1) * sizeof(*lines)) : NULL;
	char *at = lines ? arena_dup(arena, whole, strlen(whole)) : NULL; /* one copy for all lines */

	for (size_t i = 0; at && i < count; i++) {
		lines[i] = at;
		at += strcspn(at, "\n");
		*at++ = '\0';
	}
	return at ? lines : none;
}

const char *const *xf_words(struct xf_probe *probe, const char *line)
{
	static const char *const none[] = { NULL };
	struct arena *arena = probe->observations->arena;
	const char **words = arena_alloc(arena, (strlen(line) / 2 + 2) * sizeof(*words));
	char *copy = arena_dup(arena, line, strlen(line)), *rest = copy, *word;
	size_t count = 0;

	if (!words || !copy)
		return none;
	while ((word = strtok_r(rest, " \t\n", &rest)))
		words[count++] = word;
	return words;
}

/* The observation for a part of `whole`; if `whole` was not seen, `whole` itself, so that its reason carries over. */
static const struct xf_obs *part_of(struct xf_probe *probe, const struct xf_obs *whole, const char *text)
{
	if (!xf_seen(whole))
		return whole ? whole : probe_obs_failed();
	struct xf_obs part = *whole;

	if (!text)
		part.outcome = XF_ABSENT;
	part.how = "line";
	part.text = text ? text : "";
	part.value = 0;
	struct xf_obs *copy = arena_alloc(probe->observations->arena, sizeof(*copy));

	if (!copy)
		return probe_obs_failed();
	*copy = part;
	copy->sent_by = 0; /* same place, but different evidence */
	return copy;
}

const struct xf_obs *xf_field(struct xf_probe *probe, const struct xf_obs *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = xf_text(text); *at; at += strcspn(at, "\n"), at += *at == '\n') {
		const char *value = at + length;

		if (strncmp(at, name, length))
			continue;
		value += strspn(value, " \t");
		if (*value++ != ':')
			continue;
		value += strspn(value, " \t");
		const char *copy = arena_dup(probe->observations->arena, value, strcspn(value, "\n"));

		return part_of(probe, text, copy ? copy : "");
	}
	return part_of(probe, text, NULL);
}

const struct xf_obs *xf_line(struct xf_probe *probe, const struct xf_obs *text, const char *pattern)
{
	for (const char *const *line = xf_lines(probe, text); *line; line++)
		if (!fnmatch(pattern, *line, 0))
			return part_of(probe, text, *line);
	return part_of(probe, text, NULL);
}

const struct xf_obs *xf_both(struct xf_probe *probe, const struct xf_obs *a, const struct xf_obs *b)
{
	struct xf_obs *both = arena_alloc(probe->observations->arena, sizeof(*both));

	if (!both || !a || !b)
		return probe_obs_failed();
	*both = a->outcome >= b->outcome ? *a : *b; /* outcomes are ordered from good to bad */
	both->parts[0] = a;
	both->parts[1] = b;
	both->sent_by = 0;
	return both;
}

/* Lower case, with '_' for anything but letters and digits, and a letter first. */
static char *plain_key(struct arena *arena, const char *name)
{
	char *key = arena_alloc(arena, strlen(name) + 3);
	size_t used = 0;

	if (!key)
		return NULL;
	for (; *name && used < 48; name++) {
		char c = (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name);
		bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'z';

		if (!used && !letter)
			key[used++] = 'x';
		key[used++] = (char)(letter || digit ? c : '_');
	}
	if (!used)
		key[used++] = 'x';
	return key;
}

/*
 * The plain key, or the plain key with the first number that no key has yet; NULL: no memory. What `taken` has of a
 * plain key is the last number that was given to it, so that none is tried twice.
 */
static const char *free_key(struct xf_probe *probe, const char *plain)
{
	struct arena *arena = probe->observations->arena;
	void **last = map_at(&probe->taken, arena, plain), **mine = last;
	uintptr_t number = last ? (uintptr_t)*last : 0;
	const char *key = plain;

	while (mine && *mine) {
		key = arena_fmt(arena, "%s_%zu", plain, (size_t)++number);
		mine = map_at(&probe->taken, arena, key);
	}
	if (!mine)
		return NULL;
	*mine = (void *)1;
	if (mine != last)
		*last = (void *)number;
	return key;
}

const char *xf_key(struct xf_probe *probe, const char *name)
{
	struct arena *arena = probe->observations->arena;
	void **known = map_find(&probe->keys, name);

	if (known)
		return *known;
	const char *plain = plain_key(arena, name), *key = plain ? free_key(probe, plain) : NULL;

	known = key ? map_at(&probe->keys, arena, arena_str(arena, name)) : NULL;
	if (!known)
		return "x";
	*known = (void *)(uintptr_t)key;
	return key;
}
