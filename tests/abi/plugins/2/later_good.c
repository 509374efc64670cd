/* SPDX-License-Identifier: MIT */
/* Well, only_on_xen, and before new_good by its name. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "later_good.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "later_good.text");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "later_good", .purpose = "Belongs to the tests.",
	.facts = facts, .fact_size = sizeof(facts[0]), .reads = reads, .look = look, .only_on_xen = true,
};
