/* SPDX-License-Identifier: MIT */
/* Finds out whether Xen is here: not where the disk is called sda. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "a_teller.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static bool without_xen(struct xf_probe *probe)
{
	return xf_has(xf_read(probe, "/proc/cmdline"), "sda");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "a_teller.text");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "a_teller", .purpose = "Belongs to the tests.",
	.facts = facts, .fact_size = sizeof(facts[0]), .reads = reads, .look = look, .without_xen = without_xen,
};
