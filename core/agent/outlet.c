/* SPDX-License-Identifier: MIT */
/*
 * The life of a report at one sink. A sink that remembers gets a report once, and again only when it changes or its
 * heartbeat is due; any other sink compares for itself and gets every report.
 */
#include "core/agent/outlet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/agent/attempt.h"
#include "core/agent/spool.h"
#include "core/util/clock.h"
#include "core/util/hash.h"

static bool remembers(const struct outlet *outlet)
{
	return outlet->config->sink->flags & XF_SINK_REMEMBERS;
}

/* ---- hashing a sink's settings ---- */

/* Hashes a text, then a mark that keeps two neighbours apart. */
static uint64_t mix(uint64_t sum, const char *text)
{
	return text ? hash_byte(hash_text(sum, text), 0x100) : hash_byte(sum, 0x1ff);
}

/* Where it delivers, and how. */
static uint64_t hash_settings(const struct sink_config *config)
{
	uint64_t sum = mix(mix(mix(XF_HASH_START, config->sink->name), config->format), config->profile);

	for (size_t i = 0; config->settings.table[i].key; i++)
		sum = mix(sum, config->settings.values[i]);
	return sum;
}

/* ---- opening and closing ---- */

/* An unsent report is due at once; a sent one counts as known until its heartbeat. */
static void restore(struct outlet *outlet, const struct unsent_report *kept, uint64_t now)
{
	outlet->bytes = kept->bytes;
	outlet->length = kept->length;
	memcpy(outlet->key, kept->key, sizeof(outlet->key));
	outlet->pending = !kept->sent;
	outlet->kept = true;
	outlet->due = kept->sent ? XF_NEVER : now;
	outlet->settled = (int64_t)now - (int64_t)kept->age_ms;
}

int agent_outlet_open(struct outlet *outlet, const struct sink_config *config, const char *state,
                      const char *version)
{
	struct unsent_report kept;

	*outlet = (struct outlet){ .config = config, .version = version, .settings_hash = hash_settings(config),
		.due = XF_NEVER };
	outlet->receipt = mmap(NULL, sizeof(*outlet->receipt), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	                       -1, 0);
	if (outlet->receipt == MAP_FAILED) {
		outlet->receipt = NULL;
		return -errno;
	}
	if (!remembers(outlet) || !state)
		return 0;
	outlet->state = state;
	int error = agent_spool_read(state, config->name, outlet->settings_hash, &kept);

	if (!error)
		restore(outlet, &kept, clock_ms());
	return error == -ENOMEM ? error : 0; /* what cannot be read is sent again */
}

void agent_outlet_close(struct outlet *outlet)
{
	agent_task_stop(&outlet->task);
	if (outlet->receipt)
		munmap(outlet->receipt, sizeof(*outlet->receipt));
	free(outlet->bytes);
	*outlet = (struct outlet){ .due = XF_NEVER };
}

void agent_outlet_inherit(struct outlet *outlet, struct outlet *old)
{
	if (outlet->settings_hash != old->settings_hash || !old->bytes)
		return;
	free(outlet->bytes);
	outlet->bytes = old->bytes;
	outlet->length = old->length;
	memcpy(outlet->key, old->key, sizeof(outlet->key));
	/* Whoever reloads may have fixed, at the other side, the reason for a refusal. */
	outlet->pending = old->pending || old->task.pid || old->last_kind == XF_REFUSED;
	outlet->kept = old->kept;
	outlet->due = outlet->pending ? clock_ms() : XF_NEVER;
	outlet->settled = old->settled;
	outlet->last_kind = old->last_kind; /* but not what was logged: log it again */
	old->bytes = NULL;
}

/* ---- reports ---- */

static int keep(struct outlet *outlet)
{
	struct unsent_report kept = { .bytes = outlet->bytes, .length = outlet->length };

	if (!outlet->state)
		return 0;
	memcpy(kept.key, outlet->key, sizeof(kept.key));
	int error = agent_spool_write(outlet->state, outlet->config->name, outlet->settings_hash, &kept);

	outlet->kept = !error;
	return error;
}

static int begin_report(struct outlet *outlet, uint64_t now)
{
	clock_uuid(outlet->key);
	outlet->pending = true;
	outlet->tried = false;
	outlet->attempt = 0;
	outlet->due = now;
	return keep(outlet);
}

int agent_outlet_take(struct outlet *outlet, const char *bytes, size_t length, uint64_t now)
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

/* ---- attempts ---- */

static void settle(struct outlet *outlet, uint64_t now)
{
	const struct xf_receipt *receipt = outlet->receipt;

	if (strcmp(outlet->on_way, outlet->key) != 0)
		return; /* a newer report arrived meanwhile, and is already due */
	outlet->tried = true;
	if (receipt->kind == XF_RETRY) {
		outlet->due = now + agent_attempt_wait(outlet->attempt, receipt->wait_ms);
		return;
	}
	outlet->pending = false;
	outlet->settled = (int64_t)now;
	if (receipt->kind != XF_REFUSED && outlet->kept)
		/* If this fails, the report is sent again, with the same key. */
		agent_spool_sent(outlet->state, outlet->config->name);
}

static uint64_t heartbeat_due(const struct outlet *outlet)
{
	int64_t due = outlet->settled + (int64_t)outlet->config->heartbeat_ms;

	if (!outlet->bytes || !remembers(outlet) || !outlet->config->heartbeat_ms)
		return XF_NEVER;
	return due > 0 ? (uint64_t)due : 0;
}

uint64_t agent_outlet_due(const struct outlet *outlet, bool hold)
{
	if (outlet->task.pid)
		return outlet->task.killed ? XF_NEVER : outlet->task.limit;
	if (hold)
		return XF_NEVER;
	return outlet->pending ? outlet->due : heartbeat_due(outlet);
}

static void end_attempt(struct outlet *outlet, uint64_t now, struct outlet_event *event)
{
	agent_attempt_tell(outlet, event);
	settle(outlet, now);
}

/* The other side knows it already; send it again as a new report with its own key. */
static void begin_heartbeat(struct outlet *outlet, uint64_t now, struct outlet_event *event)
{
	int error = begin_report(outlet, now);

	event->told = error != 0;
	event->good = false;
	if (error)
		snprintf(event->sentence, sizeof(event->sentence), XF_OUTLET_UNKEPT, outlet->config->name,
		         strerror(-error));
}

void agent_outlet_work(struct outlet *outlet, uint64_t now, bool hold, struct outlet_event *event)
{
	bool was_killed = outlet->task.killed;
	int status, error = 0;

	event->told = false;
	if (agent_task_ended(&outlet->task, now, &status)) {
		agent_attempt_judge(outlet, status, was_killed);
		end_attempt(outlet, now, event);
	}
	if (outlet->task.pid || hold)
		return;
	if (!outlet->pending && now >= heartbeat_due(outlet))
		begin_heartbeat(outlet, now, event);
	if (outlet->pending && now >= outlet->due)
		error = agent_attempt_start(outlet);
	if (error)
		end_attempt(outlet, now, event);
}

bool agent_outlet_rests(const struct outlet *outlet)
{
	return !outlet->task.pid && (outlet->tried || !outlet->pending);
}

bool agent_outlet_tried(const struct outlet *outlet)
{
	return outlet->tried || (outlet->bytes && !outlet->pending);
}

void agent_outlet_report(const struct outlet *outlet, struct outlet_event *event)
{
	const char *name = outlet->config->name, *format = outlet->config->format;
	bool known = !outlet->last_kind && agent_outlet_tried(outlet);

	event->good = true;
	event->told = known || agent_attempt_good(outlet->last_kind);
	if (known)
		snprintf(event->sentence, sizeof(event->sentence), "%s: %s not sent again, as nothing has changed",
		         name, format);
	else
		snprintf(event->sentence, sizeof(event->sentence), "%s: %s %s", name, format,
		         *outlet->last ? outlet->last : "delivered");
}
