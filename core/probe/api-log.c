/* SPDX-License-Identifier: MIT */
/* The kernel log and CPUID as plugins see them. */
#include <stdio.h>
#include <string.h>

#include "core/machine/log-search.h"
#include "core/probe/probe.h"
#include "core/probe/registry.h"
#include "core/probe/sandbox.h"

const struct xf_obs *probe_obs_log(struct observations *observations)
{
	struct machine_answer answer;
	struct xf_obs whole = { .how = "log", .where = "kernel log", .text = "" };

	if (observations->log)
		return observations->log;
	machine_log(observations->machine, observations->arena, &answer);
	if (observations->sandboxed)
		probe_sandbox_log_done();
	whole.outcome = answer.outcome;
	if (answer.outcome == XF_SEEN && answer.data) {
		whole.text = answer.data;
		whole.value = answer.size;
	}
	observations->log = probe_obs_add(observations, &whole);
	return observations->log;
}

/* Adds the patterns of one plugin that were not searched for yet. */
static void collect(struct observations *observations, const struct xf_plugin *plugin, struct log_pattern **patterns)
{
	for (const char *const *reads = plugin->reads; *reads; reads++) {
		bool is_log = !strncmp(*reads, "log:", 4);
		void **place = is_log ? map_at(&observations->patterns, observations->arena, *reads + 4) : NULL;
		struct log_pattern *added =
			place && !*place ? arena_alloc(observations->arena, sizeof(*added)) : NULL;

		if (!added)
			continue; /* it is known, or the arena remembers that there is no memory */
		*place = added;
		*added = (struct log_pattern){ .pattern = *reads + 4, .also = *patterns };
		*patterns = added;
	}
}

/* Searches for what this plugin wants of the log and, since one pass is enough for all, for what the others will. */
static void search(struct xf_probe *probe, const struct xf_obs *whole)
{
	struct observations *observations = probe->observations;
	const struct registry *registry = observations->registry;
	struct log_pattern *patterns = NULL;

	collect(observations, probe->plugin, &patterns);
	for (size_t i = 0; registry && i < registry->count; i++)
		collect(observations, registry->loaded[i].plugin, &patterns);
	if (whole->value)
		machine_log_search(observations->arena, whole->text, whole->value, patterns);
}

static bool declared(struct xf_probe *probe, const char *pattern)
{
	for (const char *const *reads = probe->plugin->reads; *reads; reads++)
		if (!strncmp(*reads, "log:", 4) && !strcmp(*reads + 4, pattern))
			return true;
	probe_break(probe, "it searched the kernel log for \"%s\", which is not in its `reads`",
	            pattern);
	return false;
}

const struct xf_obs *xf_log(struct xf_probe *probe, const char *pattern)
{
	struct observations *observations = probe->observations;

	if (!declared(probe, pattern))
		return probe_obs_failed();
	const struct xf_obs *whole = probe_obs_log(observations);
	struct xf_obs *found = arena_alloc(observations->arena, sizeof(*found));

	if (whole->outcome == XF_DENIED)
		probe_denied(probe, whole);
	if (!map_find(&observations->patterns, pattern))
		search(probe, whole);
	void **place = map_find(&observations->patterns, pattern);
	const struct log_pattern *said = place ? *place : NULL;

	if (!found || !said || (said->count && !said->line)) /* found, but there was no memory for its text */
		return probe_obs_failed();
	*found = *whole;
	found->outcome = said->count ? XF_SEEN : whole->outcome == XF_SEEN ? XF_ABSENT : whole->outcome;
	found->text = said->count ? said->line : "";
	found->value = said->count;
	found->sent_by = 0;
	return found;
}

static bool may_cpuid(struct xf_probe *probe, uint32_t leaf)
{
	char place[32];

	snprintf(place, sizeof(place), "cpuid:%x", leaf);
	for (const char *const *reads = probe->plugin->reads; *reads; reads++) {
		if (leaf >> 16 == 0x4000 && !strcmp(*reads, "cpuid:hypervisor"))
			return true;
		if (!strcmp(*reads, place))
			return true;
	}
	probe_break(probe, "it read CPUID leaf 0x%08x, which is not in its `reads`", leaf);
	return false;
}

const struct xf_obs *xf_cpuid(struct xf_probe *probe, enum xf_via via, uint32_t leaf, uint32_t sub)
{
	struct observations *observations = probe->observations;
	char where[64];

	if (!may_cpuid(probe, leaf))
		return probe_obs_failed();
	snprintf(where, sizeof(where), "CPUID 0x%08x/%u%s", leaf, sub, via == XF_FORCED ? ", forced" : "");
	const struct xf_obs *known = probe_obs_find(observations, "cpuid", where);
	struct machine_answer answer;

	if (known)
		return known;
	machine_cpuid(observations->machine, via, leaf, sub, &answer);
	struct xf_obs obs = { .outcome = answer.outcome, .how = "cpuid", .text = "",
		.where = arena_str(observations->arena, where) };

	if (answer.outcome == XF_SEEN) {
		memcpy(obs.reg, answer.reg, sizeof(obs.reg));
		obs.text = arena_fmt(observations->arena, "%08x %08x %08x %08x", answer.reg[0], answer.reg[1],
		                     answer.reg[2], answer.reg[3]);
	}
	return probe_obs_add(observations, &obs);
}

/* One base every 0x100 up to 0x4000ff00, the same as Linux's hypervisor_cpuid_base() scans. */
static void find_base(struct observations *observations, enum xf_via via, const char *signature, struct xf_obs *obs)
{
	obs->outcome = XF_ABSENT;
	for (uint32_t leaf = 0x40000000; leaf <= 0x4000ff00; leaf += 0x100) {
		struct machine_answer answer;

		machine_cpuid(observations->machine, via, leaf, 0, &answer);
		if (answer.outcome != XF_SEEN) {
			obs->outcome = answer.outcome;
			return;
		}
		if (memcmp(&answer.reg[1], signature, 12))
			continue;
		obs->outcome = XF_SEEN;
		obs->value = leaf;
		obs->text = signature;
		obs->where = arena_fmt(observations->arena, "CPUID 0x%08x%s", leaf, via == XF_FORCED ? ", forced" : "");
		return;
	}
}

const struct xf_obs *xf_cpuid_base(struct xf_probe *probe, enum xf_via via, const char *signature)
{
	struct observations *observations = probe->observations;
	const char *how = via == XF_FORCED ? "forced base" : "base";
	struct xf_obs *known = probe_obs_find(observations, how, signature);

	if (!may_cpuid(probe, 0x40000000) || strlen(signature) != 12)
		return probe_obs_failed();
	if (known)
		return known->parts[0];
	struct xf_obs *found = arena_alloc(observations->arena, sizeof(*found));

	if (!found)
		return probe_obs_failed();
	found->how = "cpuid";
	found->text = "";
	found->where = via == XF_FORCED ? "CPUID 0x40000000, forced" : "CPUID 0x40000000 to 0x4000ff00";
	find_base(observations, via, signature, found);
	/* Stored by signature; the observation itself says where it was found. */
	probe_obs_add(observations, &(struct xf_obs){ .how = how, .where = arena_str(observations->arena, signature),
		.text = "", .parts = { found } });
	return found;
}
