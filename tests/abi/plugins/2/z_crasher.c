/* SPDX-License-Identifier: MIT */
/* Crashes when it is asked whether Xen is here, and is well otherwise. */
#include <stdlib.h>

#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "z_crasher.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static bool without_xen(struct xf_probe *probe)
{
	(void)probe;
	abort();
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "z_crasher.text");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "z_crasher", .purpose = "Belongs to the tests.",
	.facts = facts, .fact_size = sizeof(facts[0]), .reads = reads, .look = look, .without_xen = without_xen,
};
