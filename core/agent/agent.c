/* SPDX-License-Identifier: MIT */
/* The agent's life cycle: start, reload, stop. */
#include "core/agent/agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/agent/configure.h"
#include "core/agent/lock.h"
#include "core/agent/loop.h"
#include "core/agent/notify.h"
#include "core/agent/rest.h"
#include "core/agent/scan.h"
#include "core/util/clock.h"

#define LONG_MS 30000u /* a wait that is worth resting for; longer than a scan takes */
#define DRAIN_MS 2000u /* for deliveries, before a reload or the exit */

/* An interrupted delivery is repeated with its key, so waiting is only a courtesy; most end within a moment. */
static bool is_waiting(struct agent *agent, uint64_t now)
{
	bool busy = false;

	if (!agent_ending(agent)) {
		agent->drain_until = 0;
		return false;
	}
	if (!agent->drain_until)
		agent->drain_until = now + DRAIN_MS;
	for (size_t i = 0; i < agent->outlet_count; i++)
		busy |= agent->outlets[i].task.pid != 0;
	return busy && now < agent->drain_until;
}

/* The outlets' configurations live in the configuration's arena, so a scan that uses the old one must end first. */
static void reload(struct agent *agent)
{
	struct timespec now;
	char lines[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(lines, sizeof(lines), "RELOADING=1\nMONOTONIC_USEC=%llu",
	         (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
	agent_notify(lines);
	agent->reload = false;
	agent->drain_until = 0;
	agent_scan_stop(agent);
	if (agent_configure(agent))
		agent_say(agent, XF_AGENT_WARNING, "keeping the current configuration");
	else
		agent_say(agent, XF_AGENT_NOTICE, "configuration reloaded");
	agent_loop_uevents(agent);
	agent->scan_due = clock_ms();
	agent_notify("READY=1");
}

/* ---- messages to the service manager ---- */

static bool all_tried(const struct agent *agent)
{
	bool tried = agent->scans > 0;

	for (size_t i = 0; i < agent->outlet_count && tried; i++) {
		bool remembers = agent->outlets[i].config->sink->flags & XF_SINK_REMEMBERS;

		tried = agent_outlet_tried(&agent->outlets[i]) || (!agent->options->once && remembers);
	}
	return tried;
}

/* Ready means that the files are where their readers expect them; a server that is down must not hold up the boot. */
static void tell_ready(struct agent *agent)
{
	if (agent->ready || !(all_tried(agent) || (agent->scans && agent->failed)))
		return;
	agent->ready = true;
	agent_notify("READY=1");
}

static void tell_alive(struct agent *agent, uint64_t now)
{
	if (now < agent->watchdog_due)
		return;
	agent_notify("WATCHDOG=1");
	agent->watchdog_due = now + agent->watchdog_ms;
}

/* ---- life cycle ---- */

/* A report left unsent by the last agent waits for the first scan, which may supersede it. */
static bool holds(const struct agent *agent)
{
	return agent_ending(agent) || !agent->scans;
}

static uint64_t next_due(const struct agent *agent)
{
	uint64_t due = agent_scan_due(agent);

	for (size_t i = 0; i < agent->outlet_count; i++) {
		uint64_t other = agent_outlet_due(&agent->outlets[i], holds(agent));

		due = other < due ? other : due;
	}
	if (agent->drain_until && agent->drain_until < due)
		due = agent->drain_until;
	return agent->watchdog_due < due ? agent->watchdog_due : due;
}

static void work(struct agent *agent)
{
	uint64_t now = clock_ms();

	agent_scan_work(agent, now);
	for (size_t i = 0; i < agent->outlet_count; i++) {
		struct outlet_event event;

		agent_outlet_work(&agent->outlets[i], now, holds(agent), &event);
		if (event.told)
			agent_say(agent, event.good ? XF_AGENT_NOTICE : XF_AGENT_WARNING, "%s", event.sentence);
	}
	tell_ready(agent);
	tell_alive(agent, now);
	if (agent->reload && !is_waiting(agent, now)) /* after handling deliveries that have ended */
		reload(agent);
}

/* Have all sinks tried to deliver what the scan found? */
static bool all_rest(const struct agent *agent)
{
	bool rest = agent->scans > 0;

	for (size_t i = 0; i < agent->outlet_count && rest; i++)
		rest = agent_outlet_rests(&agent->outlets[i]);
	return rest;
}

static bool is_over(struct agent *agent)
{
	return (agent->options->once && all_rest(agent)) || (agent->stop && !is_waiting(agent, clock_ms()));
}

static void report_once(const struct agent *agent)
{
	for (size_t i = 0; i < agent->outlet_count; i++) {
		struct outlet_event event;

		agent_outlet_report(&agent->outlets[i], &event);
		if (event.told)
			agent_say(agent, XF_AGENT_INFO, "%s", event.sentence);
	}
}

/* Result of a single scan: 1 if it or a sink failed, or was not waited for. */
static int judge_once(const struct agent *agent)
{
	report_once(agent);
	bool failed = agent->failed || !all_rest(agent);

	for (size_t i = 0; i < agent->outlet_count && !failed; i++) {
		uint32_t kind = agent->outlets[i].last_kind;

		failed = kind == XF_RETRY || kind == XF_REFUSED;
	}
	return failed;
}

/* If the lock cannot exist, as for a user without our folders, none is needed: nothing is shared there. */
static int lock(struct agent *agent)
{
	pid_t holder = 0;

	agent->lock = agent_lock_take(agent->options->source.runtime, &holder);
	if (agent->lock < 0 && agent->lock != -EBUSY && agent->options->state)
		agent->lock = agent_lock_take(agent->options->state, &holder);
	if (agent->lock != -EBUSY)
		return 0;
	agent_say(agent, XF_AGENT_ERROR, "already running (pid %d); send it SIGHUP to scan at once",
	          (int)holder);
	return 1;
}

static int prepare(struct agent *agent)
{
	int error = lock(agent);

	if (!error)
		error = agent_configure(agent);
	return error ? error : agent_loop_open(agent);
}

static int live(struct agent *agent)
{
	int error = prepare(agent);

	if (error)
		return error;
	agent_loop_uevents(agent);
	if (!agent->outlet_count)
		agent_say(agent, XF_AGENT_WARNING, "no sink is configured, so reports go nowhere; "
		          "see xenfacts.yaml(5)");
	agent->watchdog_ms = agent_notify_watchdog();
	agent->watchdog_due = agent->watchdog_ms ? 0 : XF_NEVER;
	work(agent);
	while (!error && !is_over(agent)) {
		uint64_t due = next_due(agent);

		if (due > clock_ms() + LONG_MS)
			agent_rest();
		error = agent_loop_wait(agent, due);
		work(agent);
	}
	agent_notify("STOPPING=1");
	return error ? error : agent->options->once ? judge_once(agent) : 0;
}

int agent_run(const struct agent_options *options)
{
	struct agent agent = { .options = options, .signals = -1, .uevents = -1, .clock = -1, .lock = -1, .said = -1 };
	int result = live(&agent);

	agent_scan_stop(&agent);
	free(agent.last);
	agent_drop(&agent);
	agent_loop_close(&agent);
	return result;
}
