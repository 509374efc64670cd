/* SPDX-License-Identifier: MIT */
/* Says that its entries are smaller than any ever were. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "bad_stride.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	xf_say(probe, xf_read(probe, "/proc/cmdline"), "text", "bad_stride.text");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "bad_stride", .purpose = "Belongs to the tests.",
	.facts = facts, .reads = reads, .look = look,
	.fact_size = 8,
};
