/* SPDX-License-Identifier: MIT */
/*
 * Every xf_say function appends records to the plugin's message. A fact that rests on a failed observation becomes
 * unknown here, once for all plugins, with the observation's outcome as the reason.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "facts/fact.h"
#include "core/util/parse.h"
#include "core/probe/wire.h"

#define FIRST_OBSERVATIONS 8u /* sent for each fact */
#define REST_CAP 1000u /* counted beyond those, at most */
#define ROOM (2u << 20) /* bytes of a message that are kept for what is not said of single devices: 1,024 facts */
#define ROOM_OBSERVATIONS (FIRST_OBSERVATIONS * XF_TABLE_CAP)

static const char *excerpt_of(struct xf_probe *probe, const struct xf_obs *obs)
{
	struct arena *arena = probe->observations->arena;

	if (obs->names)
		return arena_fmt(arena, "%llu entr%s", (unsigned long long)obs->value, obs->value == 1 ? "y" : "ies");
	if ((!strcmp(obs->how, "read") || !strncmp(obs->how, "lines:", 6)) && strchr(obs->text, '\n'))
		return ""; /* a whole file of many lines makes no excerpt */
	return parse_clean(arena, obs->text, strlen(obs->text), XF_EXCERPT_CAP);
}

/* The observation's number in this plugin's message; sends it the first time. */
static uint32_t send_observation(struct xf_probe *probe, const struct xf_obs *obs)
{
	struct buf *message = probe->message;
	struct xf_obs *mine = NULL;

	/* If it is the store's own, note the number there. */
	if (strcmp(obs->how, "line") && strcmp(obs->how, "log"))
		mine = probe_obs_find(probe->observations, obs->how, obs->where);
	if (mine && mine->sent_by == probe->serial)
		return mine->sent_as;
	buf_u8(message, 'L');
	buf_u8(message, (uint8_t)obs->outcome);
	buf_str(message, obs->how);
	buf_str(message, obs->where);
	buf_str(message, excerpt_of(probe, obs));
	if (mine) {
		mine->sent_by = probe->serial;
		mine->sent_as = probe->sent;
	}
	return probe->sent++;
}

/*
 * Is the message full, but for what is not said of single devices? With very many of those the counts, which decide,
 * come last.
 */
static bool is_full(struct xf_probe *probe)
{
	if (probe->message->size - probe->begin < XF_MESSAGE_CAP - ROOM &&
	    probe->sent < XF_OBSERVATIONS_CAP - ROOM_OBSERVATIONS)
		return false;
	probe_break(probe, "it said more than a message holds, so part of what it said of single devices is left out");
	return true;
}

void probe_denied(struct xf_probe *probe, const struct xf_obs *obs)
{
	if (is_full(probe))
		return;
	uint32_t before = probe->sent, number = send_observation(probe, obs);

	if (number < before)
		return; /* already noted */
	buf_u8(probe->message, 'D');
	buf_u32(probe->message, number);
}

/* What a fact rests on: the first few observations, which are sent, and the rest, which are only counted. */
struct grounds {
	const struct xf_obs *first[FIRST_OBSERVATIONS], **rest;
	size_t count, rest_count;
};

/* The observations behind this one: itself, or its parts. */
static void collect(struct xf_probe *probe, const struct xf_obs *obs, struct grounds *grounds)
{
	for (; obs->parts[0] && grounds->rest_count < REST_CAP; obs = obs->parts[1])
		collect(probe, obs->parts[0], grounds);
	if (grounds->rest_count >= REST_CAP)
		return;
	if (grounds->count < FIRST_OBSERVATIONS) {
		grounds->first[grounds->count++] = obs;
		return;
	}
	grounds->rest = arena_grow(probe->observations->arena, grounds->rest, grounds->rest_count,
	                           sizeof(*grounds->rest));
	if (grounds->rest)
		grounds->rest[grounds->rest_count++] = obs;
	else
		grounds->rest_count = 0; /* out of memory, which ends the plugin as broken anyway */
}

static int by_address(const void *a, const void *b)
{
	const struct xf_obs *const *left = a, *const *right = b;
	uintptr_t x = (uintptr_t)*left, y = (uintptr_t)*right;

	return (x > y) - (x < y);
}

static bool is_first(const struct grounds *grounds, const struct xf_obs *obs)
{
	size_t i = 0;

	while (i < grounds->count && grounds->first[i] != obs)
		i++;
	return i < grounds->count;
}

/* How many distinct others there are; one, such as a listing, may have been collected many times. */
static uint32_t count_rest(struct grounds *grounds)
{
	uint32_t count = 0;

	if (grounds->rest_count > 1)
		qsort(grounds->rest, grounds->rest_count, sizeof(*grounds->rest), by_address);
	for (size_t i = 0; i < grounds->rest_count; i++)
		count += (!i || grounds->rest[i] != grounds->rest[i - 1]) && !is_first(grounds, grounds->rest[i]);
	return count;
}

/* A value about to become a record. */
struct saying {
	uint32_t type; /* XF_TEXT for words too; 0: any */
	const struct xf_obs *because;
	const char *reason; /* "" when known */
	uint64_t number;
	const char *text;
};

static void send_fact(struct xf_probe *probe, const char *key, const struct saying *saying)
{
	struct grounds grounds = { .count = 0 };
	struct buf *message = probe->message;
	uint32_t observations[FIRST_OBSERVATIONS], more;

	collect(probe, saying->because, &grounds);
	for (size_t i = 0; i < grounds.count; i++)
		observations[i] = send_observation(probe, grounds.first[i]);
	more = count_rest(&grounds);
	if (more) {
		buf_u8(message, 'M');
		buf_u32(message, more);
	}
	buf_u8(message, 'F');
	buf_u8(message, (uint8_t)saying->type);
	buf_str(message, key);
	buf_str(message, saying->reason);
	buf_u64(message, saying->number);
	buf_str(message, saying->text);
	buf_u8(message, (uint8_t)grounds.count);
	for (size_t i = 0; i < grounds.count; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): the loop above has set them */
		buf_u32(message, observations[i]);
}

static void XF_PRINTF(3, 0) say(struct xf_probe *probe, struct saying saying, const char *format, va_list args)
{
	const char *key = arena_vfmt(probe->observations->arena, format, args);
	const struct xf_obs *because = saying.because;

	if (!because) {
		probe_break(probe, "it said %s without an observation", key);
		return;
	}
	/* Lines and items that there was no memory for are missing from whatever was counted or concluded since. */
	if (arena_failed(probe->observations->arena))
		saying.reason = facts_outcome_word(XF_FAILED);
	else if (because->outcome != XF_SEEN && because->outcome != XF_ABSENT)
		saying.reason = facts_outcome_word(because->outcome);
	else if (saying.type == XF_COUNT && saying.number > INT64_MAX) /* the file said so, not the plugin */
		saying.reason = facts_outcome_word(XF_MALFORMED);
	bool lost = !*key && arena_failed(probe->observations->arena);

	if (!lost && !(is_full(probe) && facts_def_is_of_device(probe->plugin->facts, key)))
		send_fact(probe, key, &saying);
}

/* The reason for an unknown fact; something seen that still has no value is malformed. */
static const char *reason_of(const struct xf_obs *because)
{
	return facts_outcome_word(xf_seen(because) ? XF_MALFORMED : xf_outcome(because));
}

void xf_say(struct xf_probe *probe, const struct xf_obs *because, const char *value, const char *key, ...)
{
	bool empty = !value || !*value;
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ XF_TEXT, .because = because, .reason = empty ? reason_of(because) : "",
		.text = empty ? "" : value }, key, args);
	va_end(args);
}

void xf_say_bool(struct xf_probe *probe, const struct xf_obs *because, bool value, const char *key, ...)
{
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ XF_BOOL, .because = because, .reason = "", .number = value, .text = "" }, key,
	    args);
	va_end(args);
}

void xf_say_count(struct xf_probe *probe, const struct xf_obs *because, uint64_t value, const char *key,
                  ...)
{
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ XF_COUNT, .because = because, .reason = "", .number = value, .text = "" }, key,
	    args);
	va_end(args);
}

void xf_say_number(struct xf_probe *probe, const struct xf_obs *because, const char *key, ...)
{
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ XF_COUNT, .because = because, .reason = xf_seen(because) ? "" : reason_of(because),
		.number = xf_value(because), .text = "" }, key, args);
	va_end(args);
}

void xf_say_item(struct xf_probe *probe, const struct xf_obs *because, const char *value, const char *key,
                 ...)
{
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ XF_LIST, .because = because, .reason = "", .text = value ? value : "" }, key, args);
	va_end(args);
}

void xf_say_unknown(struct xf_probe *probe, const struct xf_obs *because, const char *key, ...)
{
	va_list args;

	va_start(args, key);
	say(probe, (struct saying){ .because = because, .reason = reason_of(because), .text = "" }, key, args);
	va_end(args);
}

static size_t begin_message(struct buf *message, uint32_t number)
{
	size_t begin = message->size;

	buf_u8(message, 'B');
	buf_u32(message, number);
	buf_u32(message, 0); /* the size, filled in at the end */
	return begin;
}

static void end_message(struct buf *message, size_t begin)
{
	if (message->failed)
		return;
	uint32_t size = (uint32_t)(message->size - begin - XF_MESSAGE_HEAD);

	memcpy(message->bytes + begin + XF_MESSAGE_HEAD - sizeof(size), &size, sizeof(size));
}

void probe_wire_refuse(uint32_t number, const char *why, struct buf *message)
{
	size_t begin = begin_message(message, number);

	buf_u8(message, 'R');
	buf_str(message, why);
	end_message(message, begin);
}

void probe_wire_run(struct observations *observations, const struct loaded_plugin *loaded, uint32_t number,
                    struct buf *message)
{
	struct xf_probe probe = { .observations = observations, .plugin = loaded->plugin, .values = loaded->values,
		.message = message, .serial = number + 1 };
	size_t begin = begin_message(message, number);

	probe.begin = begin;
	loaded->plugin->look(&probe);
	if (arena_failed(observations->arena))
		probe_break(&probe, "it ran out of memory");
	buf_u8(message, 'E');
	buf_str(message, probe.broken ? probe.broken : "");
	buf_u8(message, (uint8_t)observations->gate);
	end_message(message, begin);
}
