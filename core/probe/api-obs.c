/* SPDX-License-Identifier: MIT */
/*
 * Observations: one run's store of them, and the questions a plugin may ask about one and about its settings. Each
 * place is read once per run, whoever asks, which keeps a report both coherent and fast.
 */
#include <stdarg.h>
#include <string.h>

#include "core/probe/probe.h"

struct xf_obs *probe_obs_find(struct observations *observations, const char *how, const char *where)
{
	void **place = map_find(&observations->places, where);
	struct xf_obs *obs = place ? *place : NULL;

	while (obs && strcmp(obs->how, how))
		obs = obs->next;
	return obs;
}

const struct xf_obs *probe_obs_failed(void)
{
	static const struct xf_obs failed = {
		.outcome = XF_FAILED, .how = "read", .where = "memory", .text = "",
	};

	return &failed;
}

const struct xf_obs *probe_obs_add(struct observations *observations, const struct xf_obs *obs)
{
	void **place = map_at(&observations->places, observations->arena, obs->where);
	struct xf_obs *copy = place ? arena_alloc(observations->arena, sizeof(*copy)) : NULL;

	if (!copy)
		return probe_obs_failed();
	*copy = *obs;
	copy->next = *place;
	*place = copy;
	return copy;
}

void probe_break(struct xf_probe *probe, const char *format, ...)
{
	va_list args;

	if (probe->broken)
		return;
	va_start(args, format);
	probe->broken = arena_vfmt(probe->observations->arena, format, args);
	va_end(args);
}

const char *xf_setting(struct xf_probe *probe, const char *key)
{
	const struct xf_setting *settings = probe->plugin->settings;
	size_t i = 0;

	while (settings && settings[i].key && strcmp(settings[i].key, key))
		i++;
	if (!settings || !settings[i].key) {
		probe_break(probe, "it asked for setting %s, which is not in its `settings`", key);
		return "";
	}
	return probe->values && probe->values[i] ? probe->values[i] : "";
}

enum xf_outcome xf_outcome(const struct xf_obs *obs)
{
	return obs ? obs->outcome : XF_FAILED;
}

bool xf_seen(const struct xf_obs *obs)
{
	return obs && obs->outcome == XF_SEEN;
}

bool xf_absent(const struct xf_obs *obs)
{
	return obs && obs->outcome == XF_ABSENT;
}

bool xf_is(const struct xf_obs *obs, const char *text)
{
	return xf_seen(obs) && text && !strcmp(obs->text, text);
}

bool xf_has(const struct xf_obs *obs, const char *part)
{
	return xf_seen(obs) && part && strstr(obs->text, part);
}

const char *xf_text(const struct xf_obs *obs)
{
	return xf_seen(obs) ? obs->text : "";
}

const char *xf_last(const struct xf_obs *obs)
{
	const char *slash = strrchr(xf_text(obs), '/');

	return slash ? slash + 1 : xf_text(obs);
}

uint64_t xf_value(const struct xf_obs *obs)
{
	return xf_seen(obs) ? obs->value : 0;
}

uint32_t xf_reg(const struct xf_obs *obs, enum xf_register reg)
{
	return xf_seen(obs) && reg <= XF_EDX ? obs->reg[reg] : 0;
}
