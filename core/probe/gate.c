/* SPDX-License-Identifier: MIT */
/*
 * Most machines in a fleet are not Xen guests, and should not pay for being examined as one. How to tell is a plugin's
 * knowledge, not ours (`without_xen`): before the first plugin that would find nothing, one of xenfacts' own is asked,
 * within its own `reads`. If none can tell, or the one asked is not sure, all plugins run. A plugin from elsewhere is
 * never asked: it could keep others from running.
 */
#include "core/probe/gate.h"

#include "core/probe/open.h"
#include "core/probe/wire.h"

#define SERIAL UINT32_MAX /* belongs to no plugin's probe */

/* Anything said here is discarded; the plugin says it again in its own run. */
static bool ask(struct observations *observations, const struct registry *registry, struct loaded_plugin *loaded)
{
	struct buf discarded = { 0 };
	bool sure = !probe_open(registry, loaded, observations->sandboxed);
	struct xf_probe probe = { .observations = observations, .plugin = loaded->plugin, .values = loaded->values,
		.message = &discarded, .serial = SERIAL };

	sure = sure && loaded->plugin->without_xen(&probe) && !probe.broken && !arena_failed(observations->arena);
	buf_free(&discarded);
	return sure;
}

static bool is_in_vain(struct observations *observations, const struct registry *registry)
{
	if (observations->gate == XF_GATE_UNKNOWN) {
		size_t i = 0;

		while (i < registry->count && !(registry->loaded[i].own && registry->loaded[i].plugin->without_xen))
			i++;
		bool sure = i < registry->count && ask(observations, registry, &registry->loaded[i]);

		observations->gate = sure ? XF_GATE_SHUT : XF_GATE_OPEN;
	}
	return observations->gate == XF_GATE_SHUT;
}

static void say_nothing(struct xf_probe *probe)
{
	(void)probe;
}

void probe_gate_run(struct observations *observations, const struct registry *registry, size_t number,
                    struct buf *message)
{
	struct loaded_plugin *loaded = &registry->loaded[number], silent = *loaded;
	struct xf_plugin quiet = *loaded->plugin;
	const char *wrong = NULL;

	quiet.look = say_nothing;
	silent.plugin = &quiet;
	if (quiet.only_on_xen && is_in_vain(observations, registry))
		loaded = &silent;
	else
		wrong = probe_open(registry, loaded, observations->sandboxed);
	if (wrong)
		probe_wire_refuse((uint32_t)number, wrong, message);
	else
		probe_wire_run(observations, loaded, (uint32_t)number, message);
}
