/* SPDX-License-Identifier: MIT */
/*
 * A new configuration is built beside the current one and replaces it only when it is complete, so a bad one changes
 * nothing.
 */
#include "core/agent/configure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/agent/scan.h"

static void drop(struct outlet *outlets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		agent_outlet_close(&outlets[i]);
	free(outlets);
}

/* A sink with the same name and settings keeps its unsent report, and remembers what it sent. */
static void inherit(struct agent *agent, struct outlet *outlet)
{
	for (size_t i = 0; i < agent->outlet_count; i++)
		if (!strcmp(agent->outlets[i].config->name, outlet->config->name))
			agent_outlet_inherit(outlet, &agent->outlets[i]);
}

/* Replaces the current configuration and outlets. 0; or -errno, and then nothing has changed. */
static int adopt(struct agent *agent, struct arena *arena, const struct config *config)
{
	struct outlet *outlets = calloc(config->sink_count + 1, sizeof(*outlets));
	size_t count = 0;
	int error = outlets ? 0 : -ENOMEM;

	for (size_t i = 0; i < config->sink_count && !error; i++) {
		if (!config->sinks[i].enabled)
			continue;
		error = agent_outlet_open(&outlets[count], &config->sinks[i], agent->options->state,
		                          agent->options->version);
		outlets[count++].once = agent->options->once;
	}
	if (error) {
		drop(outlets, outlets ? count : 0);
		return error;
	}
	for (size_t i = 0; i < count; i++)
		inherit(agent, &outlets[i]);
	drop(agent->outlets, agent->outlet_count);
	arena_free(agent->arena);
	agent->arena = arena;
	agent->config = *config;
	agent->outlets = outlets;
	agent->outlet_count = count;
	agent_scan_forget(agent); /* a new sink has no report yet */
	return 0;
}

static void warn_of_memory(const struct agent *agent)
{
	bool remembers = false;

	for (size_t i = 0; i < agent->outlet_count; i++)
		remembers |= agent->outlets[i].config->sink->flags & XF_SINK_REMEMBERS;
	if (remembers && !agent->options->state)
		agent_say(agent, XF_AGENT_WARNING, "there is no folder for unsent reports, so they are lost when the "
		          "agent exits; create /var/lib/xenfacts, or name another folder in STATE_DIRECTORY");
}

int agent_configure(struct agent *agent)
{
	struct arena *arena = arena_new();
	struct config *config = arena ? arena_alloc(arena, sizeof(*config)) : NULL;
	struct config_mistakes mistakes;
	int error = config ? config_load(config, arena, &agent->options->source, &mistakes) : -ENOMEM;
	int result = error && error != -ENOMEM ? -EINVAL : 1;

	if (error) {
		agent->options->mistaken(agent->options->context, &mistakes, error);
	} else {
		error = adopt(agent, arena, config);
		if (error)
			agent_say(agent, XF_AGENT_ERROR, "cannot use this configuration now: %s",
			          strerror(-error));
	}
	if (error) {
		arena_free(arena);
		return result;
	}
	warn_of_memory(agent);
	return 0;
}

void agent_drop(struct agent *agent)
{
	drop(agent->outlets, agent->outlet_count);
	arena_free(agent->arena);
}
