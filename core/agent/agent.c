/* SPDX-License-Identifier: MIT */
/*
 * The agent's life: start, reload, stop. A configuration is put together beside the one that is in use and takes its
 * place only when it is good, so a bad one changes nothing.
 */
#include "agent/agent.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent/loop.h"
#include "agent/notify.h"
#include "util/clock.h"

#define PATIENCE_MS 2000u /* for deliveries, before a reload or the end */

void xf_agent_say(const struct xf_agent *agent, enum xf_agent_level level, const char *format, ...)
{
	char sentence[768];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	agent->options->say(agent->options->context, level, sentence);
}

/* ---- configuration ---- */

static void drop_outlets(struct xf_outlet *outlets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		xf_outlet_close(&outlets[i]);
	free(outlets);
}

/* Sinks that go on under the same name and settings keep what they have to send, and what they sent. */
static void inherit(struct xf_agent *agent, struct xf_outlet *outlet)
{
	for (size_t i = 0; i < agent->outlet_count; i++)
		if (!strcmp(agent->outlets[i].config->name, outlet->config->name))
			xf_outlet_inherit(outlet, &agent->outlets[i]);
}

/* Puts a configuration and its outlets in the place of those in use. 0 or -errno; then nothing has changed. */
static int adopt(struct xf_agent *agent, struct xf_arena *arena, const struct xf_config *config)
{
	struct xf_outlet *outlets = calloc(config->sink_count + 1, sizeof(*outlets));
	size_t count = 0;
	int error = outlets ? 0 : -ENOMEM;

	for (size_t i = 0; i < config->sink_count && !error; i++) {
		if (!config->sinks[i].enabled)
			continue;
		error = xf_outlet_open(&outlets[count], &config->sinks[i], agent->options->state,
		                       agent->options->version);
		count++;
	}
	if (error) {
		drop_outlets(outlets, outlets ? count : 0);
		return error;
	}
	for (size_t i = 0; i < count; i++)
		inherit(agent, &outlets[i]);
	drop_outlets(agent->outlets, agent->outlet_count);
	xf_arena_free(agent->arena);
	agent->arena = arena;
	agent->config = *config;
	agent->outlets = outlets;
	agent->outlet_count = count;
	return 0;
}

static int configure(struct xf_agent *agent)
{
	struct xf_arena *arena = xf_arena_new();
	struct xf_config *config = arena ? xf_alloc(arena, sizeof(*config)) : NULL;
	struct xf_mistake mistake = { .file = "", .sentence = "" };
	int error = config ? xf_config_load(config, arena, &agent->options->source, &mistake) : -ENOMEM;

	if (error)
		agent->options->mistaken(agent->options->context, &mistake, error);
	else
		error = adopt(agent, arena, config);
	if (error)
		xf_arena_free(arena);
	return error;
}

/* A delivery that is ended half way is made again, with its key; most end by themselves in a moment. */
static bool is_waiting(struct xf_agent *agent, uint64_t now)
{
	bool busy = false;

	if (!agent->reload && !agent->stop) {
		agent->patience = 0;
		return false;
	}
	if (!agent->patience)
		agent->patience = now + PATIENCE_MS;
	for (size_t i = 0; i < agent->outlet_count; i++)
		busy |= agent->outlets[i].task.pid != 0;
	return busy && now < agent->patience;
}

/* The outlets' configurations live in the configuration's arena, so a look that uses the old one must end first. */
static void reload(struct xf_agent *agent)
{
	struct timespec now;
	char lines[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(lines, sizeof(lines), "RELOADING=1\nMONOTONIC_USEC=%llu",
	         (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
	xf_notify(lines);
	agent->reload = false;
	agent->patience = 0;
	xf_look_stop(agent);
	if (configure(agent))
		xf_agent_say(agent, XF_AGENT_WARNING, "the configuration that is in use stays");
	else
		xf_agent_say(agent, XF_AGENT_NOTICE, "the configuration was read again");
	xf_loop_uevents(agent);
	agent->look_due = xf_now_ms();
	xf_notify("READY=1");
}

/* ---- what is told to the service manager ---- */

static bool all_tried(const struct xf_agent *agent)
{
	bool tried = agent->looks > 0;

	for (size_t i = 0; i < agent->outlet_count && tried; i++)
		tried = xf_outlet_tried(&agent->outlets[i]) || (!agent->options->once &&
			(agent->outlets[i].config->sink->flags & XF_SINK_REMEMBERS));
	return tried;
}

/* Ready means that the files are where their readers look; a server that is down must not hold the boot up. */
static void tell_ready(struct xf_agent *agent)
{
	if (agent->ready || !(all_tried(agent) || (agent->looks && agent->failed)))
		return;
	agent->ready = true;
	xf_notify("READY=1");
}

static void tell_alive(struct xf_agent *agent, uint64_t now)
{
	if (now < agent->watchdog_due)
		return;
	xf_notify("WATCHDOG=1");
	agent->watchdog_due = now + agent->watchdog_ms;
}

/* ---- the life ---- */

static uint64_t next_due(const struct xf_agent *agent)
{
	uint64_t due = xf_look_due(agent);

	for (size_t i = 0; i < agent->outlet_count; i++) {
		uint64_t other = xf_outlet_due(&agent->outlets[i]);

		due = other < due ? other : due;
	}
	if (agent->patience && agent->patience < due)
		due = agent->patience;
	return agent->watchdog_due < due ? agent->watchdog_due : due;
}

static void work(struct xf_agent *agent)
{
	uint64_t now = xf_now_ms();

	if (agent->reload && !is_waiting(agent, now))
		reload(agent);
	xf_look_work(agent, now);
	for (size_t i = 0; i < agent->outlet_count; i++) {
		struct xf_outlet_event event;

		xf_outlet_work(&agent->outlets[i], now, agent->reload || agent->stop, &event);
		if (event.told)
			xf_agent_say(agent, event.good ? XF_AGENT_NOTICE : XF_AGENT_WARNING, "%s", event.sentence);
	}
	tell_ready(agent);
	tell_alive(agent, now);
}

static bool is_over(struct xf_agent *agent)
{
	bool done = agent->options->once && agent->looks && (agent->failed || all_tried(agent));

	return done || (agent->stop && !is_waiting(agent, xf_now_ms()));
}

/* Of one look: 1 if it or a sink failed. */
static int judge_once(const struct xf_agent *agent)
{
	bool failed = agent->failed || !agent->looks;

	for (size_t i = 0; i < agent->outlet_count && !failed; i++) {
		uint32_t kind = agent->outlets[i].last_kind;

		failed = kind == XF_RETRY || kind == XF_REFUSED;
	}
	return failed;
}

static int live(struct xf_agent *agent)
{
	int error = configure(agent);

	if (!error)
		error = xf_loop_open(agent);
	if (error)
		return error;
	xf_loop_uevents(agent);
	if (!agent->outlet_count)
		xf_agent_say(agent, XF_AGENT_WARNING, "no sink is configured, so nobody will see a report; "
		             "see xenfacts.yaml(5)");
	agent->watchdog_ms = xf_notify_watchdog();
	agent->watchdog_due = agent->watchdog_ms ? 0 : XF_NEVER;
	work(agent);
	while (!error && !is_over(agent)) {
		error = xf_loop_wait(agent, next_due(agent));
		work(agent);
	}
	xf_notify("STOPPING=1");
	return error ? error : agent->options->once ? judge_once(agent) : 0;
}

int xf_agent_run(const struct xf_agent_options *options)
{
	struct xf_agent agent = { .options = options, .signals = -1, .uevents = -1, .clock = -1 };
	int result = live(&agent);

	xf_look_stop(&agent);
	drop_outlets(agent.outlets, agent.outlet_count);
	xf_arena_free(agent.arena);
	xf_loop_close(&agent);
	return result;
}
