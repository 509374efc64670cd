/* SPDX-License-Identifier: MIT */
/*
 * Most machines of a fleet are no guests of the kind that we tell of, and need not pay for looking. How that shows is a
 * plugin's knowledge and not ours (`without_xen`): it is asked with its own `reads`, before the first plugin that
 * would be in vain there. Where none can tell, or one is not sure, all are run.
 */
#include "core/probe/gate.h"

#include "core/probe/wire.h"

#define SERIAL UINT32_MAX /* of no plugin's probe */

/* What is said meanwhile is nobody's; the plugin says it again when it runs itself. */
static bool ask(struct xf_looks *looks, const struct xf_loaded *loaded)
{
	struct xf_buf discarded = { 0 };
	struct xf_probe probe = { .looks = looks, .plugin = loaded->plugin, .values = loaded->values,
		.message = &discarded, .serial = SERIAL };
	bool sure = loaded->plugin->without_xen(&probe) && !probe.broken;

	xf_buf_free(&discarded);
	return sure;
}

static bool is_in_vain(struct xf_looks *looks, const struct xf_registry *registry)
{
	if (looks->gate == XF_GATE_UNKNOWN) {
		size_t i = 0;

		while (i < registry->count && !registry->loaded[i].plugin->without_xen)
			i++;
		bool sure = i < registry->count && ask(looks, &registry->loaded[i]);

		looks->gate = sure ? XF_GATE_SHUT : XF_GATE_OPEN;
	}
	return looks->gate == XF_GATE_SHUT;
}

static void say_nothing(struct xf_probe *probe)
{
	(void)probe;
}

void xf_gate_run(struct xf_looks *looks, const struct xf_registry *registry, size_t number, struct xf_buf *message)
{
	struct xf_loaded loaded = registry->loaded[number];
	struct xf_plugin quiet = *loaded.plugin;

	quiet.look = say_nothing;
	if (quiet.only_on_xen && is_in_vain(looks, registry))
		loaded.plugin = &quiet;
	xf_wire_run(looks, &loaded, (uint32_t)number, message);
}
