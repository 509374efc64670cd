/* SPDX-License-Identifier: MIT */
/*
 * The walk over a report: sorted dotted keys become nested maps. A key must not be a value and a map at once; the
 * vocabulary's own tests ensure that, and here the later one is dropped rather than printed twice.
 */
#include "facts/formats/tree.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/util/parse.h"

#define DEPTH 12

struct walk {
	const struct report *report;
	tree_receive_fn *receive;
	void *context;
	const char *open[DEPTH]; /* whole keys of the open maps */
	size_t depth;
};

static int send(struct walk *walk, struct tree_event event)
{
	return walk->receive(walk->context, &event);
}

/* Is `key` at or below the dotted `prefix`? */
static bool below(const char *key, const char *prefix)
{
	size_t length = strlen(prefix);

	return !length || (!strncmp(key, prefix, length) && (key[length] == '.' || !key[length]));
}

static int close_maps(struct walk *walk, const char *key)
{
	int error = 0;

	while (walk->depth && !below(key, walk->open[walk->depth - 1]) && !error) {
		const char *path = walk->open[--walk->depth];

		error = send(walk, (struct tree_event){ .kind = XF_MAP_CLOSE, .key = facts_short_key(path),
			.path = path });
	}
	return error;
}

static int open_maps(struct walk *walk, const char *key)
{
	size_t done = walk->depth ? strlen(walk->open[walk->depth - 1]) + 1 : 0;
	const char *dot;
	int error = 0;

	while (!error && (dot = strchr(key + done, '.')) && walk->depth < DEPTH) {
		const char *path = arena_dup(walk->report->arena, key, (size_t)(dot - key));

		if (!path)
			return -ENOMEM;
		walk->open[walk->depth++] = path;
		done = (size_t)(dot - key) + 1;
		error = send(walk, (struct tree_event){ .kind = XF_MAP_OPEN, .key = facts_short_key(path),
			.path = path });
	}
	return error;
}

static int send_list(struct walk *walk, const struct fact *fact, struct tree_event event)
{
	int error;

	event.kind = XF_SEQ_OPEN;
	error = send(walk, event);
	for (size_t i = 0; i < fact->count && !error; i++)
		error = send(walk, (struct tree_event){ .kind = XF_SCALAR_TEXT, .path = fact->key,
			.text = fact->items[i] });
	event.kind = XF_SEQ_CLOSE;
	return error ? error : send(walk, event);
}

static int send_fact(struct walk *walk, const struct fact *fact)
{
	struct tree_event event = { .key = facts_short_key(fact->key), .path = fact->key, .truth = fact->truth,
		.count = fact->count, .text = fact->text };

	/* Words that include "unknown" and "conflict" print them; other unknown facts go below the key unknown. */
	if (fact->unknown)
		event.text = !strcmp(fact->unknown, "conflict") ? "conflict" : "unknown";
	switch (fact->def->type) {
	case XF_BOOL:
		event.kind = XF_SCALAR_BOOL;
		return send(walk, event);
	case XF_COUNT:
		event.kind = XF_SCALAR_COUNT;
		return send(walk, event);
	case XF_LIST:
		return send_list(walk, fact, event);
	default:
		event.kind = XF_SCALAR_TEXT;
		return send(walk, event);
	}
}

static bool shown(const struct fact *fact)
{
	bool empty = fact->def->type == XF_LIST && !fact->count;

	if (!fact->unknown)
		return !empty; /* PuppetDB drops empty lists; each has a count next to it */
	return fact->def->type == XF_WORD && parse_in(strcmp(fact->unknown, "conflict") ? "unknown" : "conflict",
	                                              fact->def->values);
}

/* If an unknown fact is asked for, the reason is printed, under the fact's own key below unknown. */
static bool wanted(const char *key, const char *const *keys)
{
	const char *about = below(key, "unknown") && key[7] ? key + 8 : key;

	if (!keys)
		return true;
	for (; *keys; keys++)
		if (below(key, *keys) || below(about, *keys))
			return true;
	return false;
}

static int check_keys(const struct report *report, const char *const *keys, const char **missing)
{
	for (; keys && *keys; keys++) {
		size_t i = 0;

		while (i < report->facts.count && !below(report->facts.list[i].key, *keys))
			i++;
		if (i == report->facts.count) {
			*missing = *keys;
			return -ENOENT;
		}
	}
	return 0;
}

const char *format_scalar_text(const struct tree_event *event, char number[XF_NUMBER_SIZE])
{
	if (event->kind == XF_SCALAR_BOOL)
		return event->truth ? "true" : "false";
	if (event->kind != XF_SCALAR_COUNT)
		return event->kind == XF_SCALAR_TEXT ? event->text : NULL;
	snprintf(number, XF_NUMBER_SIZE, "%" PRIu64, event->count);
	return number;
}

int format_tree_walk(const struct report *report, const char *const *keys, tree_receive_fn *receive, void *context,
                     const char **missing)
{
	struct walk walk = { .report = report, .receive = receive, .context = context };
	struct tree_event outer = { .kind = XF_MAP_OPEN, .path = "" };
	const char *last = NULL; /* key of the previous value */
	int error = missing ? check_keys(report, keys, missing) : 0;

	if (!error)
		error = send(&walk, outer);
	for (size_t i = 0; i < report->facts.count && !error; i++) {
		const struct fact *fact = &report->facts.list[i];

		if (!shown(fact) || !wanted(fact->key, keys) || (last && below(fact->key, last)))
			continue;
		last = fact->key;
		error = close_maps(&walk, fact->key);
		if (!error)
			error = open_maps(&walk, fact->key);
		if (!error)
			error = send_fact(&walk, fact);
	}
	while (walk.depth && !error) {
		const char *path = walk.open[--walk.depth];

		error = send(&walk, (struct tree_event){ .kind = XF_MAP_CLOSE, .key = facts_short_key(path),
			.path = path });
	}
	outer.kind = XF_MAP_CLOSE;
	return error ? error : send(&walk, outer);
}
