/* SPDX-License-Identifier: MIT */
/*
 * One delivery attempt: a process that runs the sink's code, and what follows from its receipt. The wait before the
 * next attempt is random, from nothing up to a cap that doubles, so that a fleet does not return all at once to a
 * server that comes back.
 */
#include "core/agent/attempt.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "core/util/clock.h"
#include "core/util/parse.h"

#define FIRST_WAIT_MS 1000u
#define LONGEST_WAIT_MS 600000u
#define ASKED_CAP_MS 3600000u /* a server cannot silence us for longer */

static int deliver(void *context)
{
	const struct outlet *outlet = context;
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

uint64_t agent_attempt_wait(uint32_t attempt, uint64_t asked)
{
	uint64_t cap = attempt > 10 ? LONGEST_WAIT_MS : (uint64_t)FIRST_WAIT_MS << (attempt - 1);
	uint64_t wait = 100 + clock_random(cap > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : cap);

	/* A server that asks its whole fleet to wait two minutes does not want all of it back at the same moment. */
	return (asked < ASKED_CAP_MS ? asked : ASKED_CAP_MS) + wait;
}

int agent_attempt_start(struct outlet *outlet)
{
	*outlet->receipt = (struct xf_receipt){ .kind = XF_REFUSED };
	outlet->attempt++;
	memcpy(outlet->on_way, outlet->key, sizeof(outlet->on_way));
	outlet->due = XF_NEVER;
	int error = agent_task_start(&outlet->task, outlet->config->limit_ms, false, deliver, outlet);

	if (!error)
		return 0;
	outlet->receipt->kind = XF_RETRY;
	snprintf(outlet->receipt->sentence, sizeof(outlet->receipt->sentence),
	         "cannot start a process: %s; see `ulimit -u`", strerror(-error));
	return error;
}

/* A sentence may quote a server; make it one line for our log. */
static void clean(char *sentence, size_t size)
{
	size_t length, step;

	sentence[size - 1] = '\0';
	length = strlen(sentence);
	for (size_t at = 0; at < length; at += step) {
		step = parse_plain(sentence + at, length - at);
		if (!step)
			sentence[at] = '?';
		step += !step;
	}
}

void agent_attempt_judge(struct outlet *outlet, int status, bool killed)
{
	struct xf_receipt *receipt = outlet->receipt;
	bool ended = WIFEXITED(status) && !WEXITSTATUS(status);

	clean(receipt->sentence, sizeof(receipt->sentence));
	if (ended && receipt->kind >= XF_DELIVERED && receipt->kind <= XF_REFUSED)
		return;
	receipt->kind = XF_RETRY;
	receipt->wait_ms = 0;
	if (ended)
		snprintf(receipt->sentence, sizeof(receipt->sentence), "it returned an invalid receipt");
	else if (killed)
		snprintf(receipt->sentence, sizeof(receipt->sentence), "it took longer than its limit and was killed");
	else
		snprintf(receipt->sentence, sizeof(receipt->sentence), "the sink crashed (status %#x)",
		         (unsigned)status);
}

/* libcurl puts milliseconds into its messages; a message that differs only in numbers is no news. */
static bool same_but_numbers(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (*a != *b || !*a)
			return *a == *b;
	}
}

bool agent_attempt_good(uint32_t kind)
{
	return kind == XF_DELIVERED || kind == XF_UNCHANGED;
}

/* What happens next. After a single scan nobody retries; what is kept, the next run sends. */
static const char *outlook(const struct outlet *outlet)
{
	if (outlet->receipt->kind != XF_RETRY)
		return "";
	if (!outlet->once)
		return "; it will be retried";
	return outlet->kept ? "; the report is kept for the next run" : "";
}

void agent_attempt_tell(struct outlet *outlet, struct outlet_event *event)
{
	const struct xf_receipt *receipt = outlet->receipt;
	bool good = agent_attempt_good(receipt->kind), was_good = agent_attempt_good(outlet->last_kind);

	event->good = good;
	if (good)
		event->told = outlet->last_kind && !was_good;
	else
		event->told = was_good || !outlet->last_kind || !same_but_numbers(outlet->last, receipt->sentence);
	outlet->last_kind = receipt->kind;
	snprintf(outlet->last, sizeof(outlet->last), "%s", receipt->sentence);
	if (good)
		snprintf(event->sentence, sizeof(event->sentence), "the sink %s works again", outlet->config->name);
	else
		snprintf(event->sentence, sizeof(event->sentence), "the sink %s: %s%s", outlet->config->name,
		         outlet->last, outlook(outlet));
}
