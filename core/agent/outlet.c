/* SPDX-License-Identifier: MIT */
/*
 * The life of a report at one sink. A sink that remembers gets a report once, and then only when it changes or its
 * heartbeat is due; any other compares for itself and gets each. A failed attempt is repeated after a time between
 * nothing and a doubling cap, by chance, so that a fleet does not return to a server that comes back as one wave.
 */
#include "agent/outlet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "agent/spool.h"
#include "util/clock.h"
#include "util/parse.h"

#define FIRST_WAIT_MS 1000u
#define LONGEST_WAIT_MS 600000u

static bool remembers(const struct xf_outlet *outlet)
{
	return outlet->config->sink->flags & XF_SINK_REMEMBERS;
}

/* ---- the print of its settings ---- */

static uint64_t mix(uint64_t sum, const char *text)
{
	if (!text)
		return (sum ^ 0x1ff) * 0x100000001b3ull;
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 0x100000001b3ull;
	return (sum ^ 0x100) * 0x100000001b3ull;
}

/* FNV-1a over where it goes and how. Nobody gains anything by two settings that collide. */
static uint64_t print_of(const struct xf_sink_config *config)
{
	uint64_t sum = mix(mix(0xcbf29ce484222325ull, config->sink->name), config->format);

	for (size_t i = 0; config->settings.table[i].key; i++)
		sum = mix(sum, config->settings.values[i]);
	return sum;
}

/* ---- opening and closing ---- */

static uint64_t after(uint64_t now, uint64_t wait_ms)
{
	return wait_ms ? now + wait_ms : XF_NEVER;
}

/* An unsent report goes out at once; the one that was sent counts as known until its heartbeat. */
static void restore(struct xf_outlet *outlet, const struct xf_kept *kept, uint64_t now)
{
	uint64_t beat = outlet->config->heartbeat_ms;

	outlet->bytes = kept->bytes;
	outlet->length = kept->length;
	memcpy(outlet->key, kept->key, sizeof(outlet->key));
	outlet->pending = !kept->sent;
	outlet->due = kept->sent ? XF_NEVER : now;
	if (kept->sent && beat)
		outlet->heartbeat = now + (kept->age_ms < beat ? beat - kept->age_ms : 0);
}

int xf_outlet_open(struct xf_outlet *outlet, const struct xf_sink_config *config, const char *state,
                   const char *version)
{
	struct xf_kept kept;

	*outlet = (struct xf_outlet){ .config = config, .version = version, .print = print_of(config), .due = XF_NEVER,
		.heartbeat = XF_NEVER };
	outlet->receipt = mmap(NULL, sizeof(*outlet->receipt), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	                       -1, 0);
	if (outlet->receipt == MAP_FAILED) {
		outlet->receipt = NULL;
		return -errno;
	}
	if (!remembers(outlet) || !state)
		return 0;
	outlet->state = state;
	int error = xf_spool_read(state, config->name, outlet->print, &kept);

	if (!error)
		restore(outlet, &kept, xf_now_ms());
	return error == -ENOMEM ? error : 0; /* what cannot be read is sent anew */
}

void xf_outlet_close(struct xf_outlet *outlet)
{
	xf_task_stop(&outlet->task);
	if (outlet->receipt)
		munmap(outlet->receipt, sizeof(*outlet->receipt));
	free(outlet->bytes);
	*outlet = (struct xf_outlet){ .due = XF_NEVER, .heartbeat = XF_NEVER };
}

void xf_outlet_inherit(struct xf_outlet *outlet, struct xf_outlet *old)
{
	if (outlet->print != old->print || !old->bytes)
		return;
	free(outlet->bytes);
	outlet->bytes = old->bytes;
	outlet->length = old->length;
	memcpy(outlet->key, old->key, sizeof(outlet->key));
	outlet->pending = old->pending || old->task.pid;
	outlet->due = outlet->pending ? xf_now_ms() : XF_NEVER;
	outlet->heartbeat = old->heartbeat;
	old->bytes = NULL;
}

/* ---- reports ---- */

static int keep(const struct xf_outlet *outlet)
{
	struct xf_kept kept = { .bytes = outlet->bytes, .length = outlet->length };

	if (!outlet->state)
		return 0;
	memcpy(kept.key, outlet->key, sizeof(kept.key));
	return xf_spool_write(outlet->state, outlet->config->name, outlet->print, &kept);
}

static int begin_report(struct xf_outlet *outlet, uint64_t now)
{
	xf_uuid(outlet->key);
	outlet->pending = true;
	outlet->tried = false;
	outlet->attempt = 0;
	outlet->due = now;
	return keep(outlet);
}

int xf_outlet_take(struct xf_outlet *outlet, const char *bytes, size_t length, uint64_t now)
{
	bool same = outlet->bytes && outlet->length == length && !memcmp(outlet->bytes, bytes, length);

	if (same && remembers(outlet))
		return 0;
	if (!same) {
		char *copy = malloc(length + 1);

		if (!copy)
			return -ENOMEM;
		memcpy(copy, bytes, length);
		copy[length] = '\0';
		free(outlet->bytes);
		outlet->bytes = copy;
		outlet->length = length;
	}
	return begin_report(outlet, now);
}

/* ---- one attempt ---- */

static int deliver(void *context)
{
	const struct xf_outlet *outlet = context;
	const struct xf_sink *sink = outlet->config->sink;
	struct xf_delivery delivery = {
		.size = sizeof(delivery), .sink = outlet->config->name, .format = outlet->config->format,
		.bytes = outlet->bytes, .length = outlet->length, .key = outlet->key, .version = outlet->version,
		.attempt = outlet->attempt, .settings = outlet->config->settings.table,
		.values = (const char *const *)outlet->config->settings.values,
	};

	sink->deliver(&delivery, outlet->receipt);
	return 0;
}

static uint64_t wait_after(uint32_t attempt, uint64_t asked)
{
	uint64_t cap = attempt > 10 ? LONGEST_WAIT_MS : (uint64_t)FIRST_WAIT_MS << (attempt - 1);
	uint64_t wait = 100 + xf_random(cap > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : cap);

	return asked > wait ? asked : wait;
}

static void start(struct xf_outlet *outlet, uint64_t now)
{
	*outlet->receipt = (struct xf_receipt){ .kind = XF_REFUSED };
	outlet->attempt++;
	memcpy(outlet->on_way, outlet->key, sizeof(outlet->on_way));
	outlet->due = XF_NEVER;
	if (xf_task_start(&outlet->task, outlet->config->limit_ms, false, deliver, outlet))
		outlet->due = now + wait_after(outlet->attempt, 0); /* no process to be had just now */
}

/* A sentence may quote a server; it becomes one line of our log. */
static void clean(char *sentence, size_t size)
{
	size_t length, step;

	sentence[size - 1] = '\0';
	length = strlen(sentence);
	for (size_t at = 0; at < length; at += step) {
		step = xf_parse_plain(sentence + at, length - at);
		if (!step)
			sentence[at] = '?';
		step += !step;
	}
}

/* What the attempt's end says, if its own receipt says nothing. */
static void judge(struct xf_outlet *outlet, int status, bool killed)
{
	struct xf_receipt *receipt = outlet->receipt;
	bool ended = WIFEXITED(status) && !WEXITSTATUS(status);

	clean(receipt->sentence, sizeof(receipt->sentence));
	if (ended && receipt->kind >= XF_DELIVERED && receipt->kind <= XF_REFUSED)
		return;
	receipt->kind = XF_RETRY;
	receipt->wait_ms = 0;
	if (ended)
		snprintf(receipt->sentence, sizeof(receipt->sentence), "its receipt is none of ours");
	else if (killed)
		snprintf(receipt->sentence, sizeof(receipt->sentence), "it took longer than its limit and was ended");
	else
		snprintf(receipt->sentence, sizeof(receipt->sentence), "the sink crashed (status %#x)",
		         (unsigned)status);
}

/* Tells once what is the same each time. */
static void tell(struct xf_outlet *outlet, struct xf_outlet_event *event)
{
	const struct xf_receipt *receipt = outlet->receipt;
	bool good = receipt->kind == XF_DELIVERED || receipt->kind == XF_UNCHANGED;
	bool was_good = outlet->last_kind == XF_DELIVERED || outlet->last_kind == XF_UNCHANGED;

	event->good = good;
	if (good)
		event->told = outlet->last_kind && !was_good;
	else
		event->told = was_good || !outlet->last_kind || strcmp(outlet->last, receipt->sentence);
	outlet->last_kind = receipt->kind;
	snprintf(outlet->last, sizeof(outlet->last), "%s", receipt->sentence);
	if (good)
		snprintf(event->sentence, sizeof(event->sentence), "the sink %s works again", outlet->config->name);
	else
		snprintf(event->sentence, sizeof(event->sentence), "the sink %s: %s%s", outlet->config->name,
		         outlet->last, receipt->kind == XF_RETRY ? "; it is tried again" : "");
}

static void settle(struct xf_outlet *outlet, uint64_t now)
{
	const struct xf_receipt *receipt = outlet->receipt;

	if (strcmp(outlet->on_way, outlet->key) != 0)
		return; /* a newer report came meanwhile, and is due already */
	outlet->tried = true;
	if (receipt->kind == XF_RETRY) {
		outlet->due = now + wait_after(outlet->attempt, receipt->wait_ms);
		return;
	}
	outlet->pending = false;
	outlet->heartbeat = remembers(outlet) ? after(now, outlet->config->heartbeat_ms) : XF_NEVER;
	if (receipt->kind != XF_REFUSED && outlet->state)
		xf_spool_sent(outlet->state, outlet->config->name); /* else it is sent once more, with the same key */
}

uint64_t xf_outlet_due(const struct xf_outlet *outlet)
{
	if (outlet->task.pid)
		return outlet->task.killed ? XF_NEVER : outlet->task.limit;
	if (outlet->pending)
		return outlet->due;
	return outlet->bytes ? outlet->heartbeat : XF_NEVER;
}

void xf_outlet_work(struct xf_outlet *outlet, uint64_t now, bool hold, struct xf_outlet_event *event)
{
	bool was_killed;
	int status;

	event->told = false;
	was_killed = outlet->task.killed;
	if (xf_task_ended(&outlet->task, now, &status)) {
		judge(outlet, status, was_killed);
		tell(outlet, event);
		settle(outlet, now);
	}
	if (outlet->task.pid || !outlet->bytes || hold)
		return;
	if (!outlet->pending && now >= outlet->heartbeat)
		begin_report(outlet, now);
	if (outlet->pending && now >= outlet->due)
		start(outlet, now);
}

bool xf_outlet_tried(const struct xf_outlet *outlet)
{
	return outlet->tried || (outlet->bytes && !outlet->pending);
}
