/* SPDX-License-Identifier: MIT */
/* Falls back to a number that its own range does not allow. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "bad_fallback.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const struct xf_setting settings[] = {
	{ "depth", XF_SETTING_COUNT, "1 9", "12", "How deep." },
	{ NULL, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	xf_say(probe, xf_read(probe, "/proc/cmdline"), "text", "bad_fallback.text");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "bad_fallback", .purpose = "Belongs to the tests.",
	.facts = facts, .reads = reads, .look = look,
	.settings = settings, .setting_size = sizeof(settings[0]),
};
