/* SPDX-License-Identifier: MIT */
/*
 * Most machines in a fleet are not Xen guests, and should not pay for being examined as one. How to tell is a plugin's
 * knowledge, not ours (`without_xen`): before the first plugin that would find nothing, one is asked, within its own
 * `reads`. If none can tell, or the one asked is not sure, all plugins run.
 */
#include "core/probe/gate.h"

#include "core/probe/wire.h"

#define SERIAL UINT32_MAX /* belongs to no plugin's probe */

/* Anything said here is discarded; the plugin says it again in its own run. */
static bool ask(struct observations *observations, const struct loaded_plugin *loaded)
{
	struct buf discarded = { 0 };
	struct xf_probe probe = { .observations = observations, .plugin = loaded->plugin, .values = loaded->values,
		.message = &discarded, .serial = SERIAL };
	bool sure = loaded->plugin->without_xen(&probe) && !probe.broken && !arena_failed(observations->arena);

	buf_free(&discarded);
	return sure;
}

static bool is_in_vain(struct observations *observations, const struct registry *registry)
{
	if (observations->gate == XF_GATE_UNKNOWN) {
		size_t i = 0;

		while (i < registry->count && !registry->loaded[i].plugin->without_xen)
			i++;
		bool sure = i < registry->count && ask(observations, &registry->loaded[i]);

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
	struct loaded_plugin loaded = registry->loaded[number];
	struct xf_plugin quiet = *loaded.plugin;

	quiet.look = say_nothing;
	if (quiet.only_on_xen && is_in_vain(observations, registry))
		loaded.plugin = &quiet;
	probe_wire_run(observations, &loaded, (uint32_t)number, message);
}
