/* SPDX-License-Identifier: MIT */
/*
 * A new configuration is put together beside the one that is in use and takes its place only when it is good, so a bad
 * one changes nothing.
 */
#include "core/agent/configure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void drop(struct xf_outlet *outlets, size_t count)
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
		drop(outlets, outlets ? count : 0);
		return error;
	}
	for (size_t i = 0; i < count; i++)
		inherit(agent, &outlets[i]);
	drop(agent->outlets, agent->outlet_count);
	xf_arena_free(agent->arena);
	agent->arena = arena;
	agent->config = *config;
	agent->outlets = outlets;
	agent->outlet_count = count;
	return 0;
}

static void warn_of_memory(const struct xf_agent *agent)
{
	bool remembers = false;

	for (size_t i = 0; i < agent->outlet_count; i++)
		remembers |= agent->outlets[i].config->sink->flags & XF_SINK_REMEMBERS;
	if (remembers && !agent->options->state)
		xf_agent_say(agent, XF_AGENT_WARNING, "there is no folder for what is unsent, so it is lost when the "
		             "agent ends; make /var/lib/xenfacts, or name another one in STATE_DIRECTORY");
}

int xf_agent_configure(struct xf_agent *agent)
{
	struct xf_arena *arena = xf_arena_new();
	struct xf_config *config = arena ? xf_alloc(arena, sizeof(*config)) : NULL;
	struct xf_mistake mistake = { .file = "", .sentence = "" };
	int error = config ? xf_config_load(config, arena, &agent->options->source, &mistake) : -ENOMEM;
	int result = error && error != -ENOMEM ? -EINVAL : 1;

	if (error) {
		agent->options->mistaken(agent->options->context, &mistake, error);
	} else {
		error = adopt(agent, arena, config);
		if (error)
			xf_agent_say(agent, XF_AGENT_ERROR, "this configuration cannot be used now: %s",
			             strerror(-error));
	}
	if (error) {
		xf_arena_free(arena);
		return result;
	}
	warn_of_memory(agent);
	return 0;
}

void xf_agent_drop(struct xf_agent *agent)
{
	drop(agent->outlets, agent->outlet_count);
	xf_arena_free(agent->arena);
}
