/* SPDX-License-Identifier: MIT */
/*
 * The smallest plugin that says something, built against the installed header only. It stands for the
 * plugins that others write.
 */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "example.release", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What the kernel calls itself." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/sys/kernel/osrelease", NULL };

static void look(struct xf_probe *probe)
{
	const struct xf_obs *release = xf_read(probe, "/proc/sys/kernel/osrelease");

	xf_say(probe, release, xf_text(release), "example.release");
}

XF_EXPORT const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "example",
	.purpose = "Shows how little a plugin needs.",
	.facts = facts, .reads = reads, .look = look,
};
