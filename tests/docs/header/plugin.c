/* SPDX-License-Identifier: MIT */
/* A whole plugin in what C and C++ have in common: without designated initialisers. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "x.type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What the kernel names." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/sys/hypervisor/type", NULL };

static void look(struct xf_probe *probe)
{
	const struct xf_obs *type = xf_read(probe, "/sys/%s/type", "hypervisor");

	xf_say(probe, type, xf_text(type), "x.%s", "type");
}

const struct xf_plugin xenfacts_plugin = {
	XF_ABI, (uint32_t)sizeof(struct xf_plugin), "x", "Says a type.", facts, reads, look,
	(uint32_t)sizeof(facts[0]), true, NULL, NULL, 0,
};
