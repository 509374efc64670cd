/* SPDX-License-Identifier: MIT */
/* A plugin that uses every member there is, and says its settings. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "new_good.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What was read." },
	{ "new_good.limit", XF_TEXT, XF_CONFIGURED, NULL, "1.0", "Its limit, in milliseconds." },
	{ "new_good.unset", XF_BOOL, XF_CONFIGURED, NULL, "1.0", "A setting without a value reads as nothing." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const struct xf_setting settings[] = {
	{ "limit", XF_SETTING_TIME, "1s 1h", "2s", "How long." },
	{ "label", XF_SETTING_TEXT, NULL, NULL, "No fallback." },
	{ NULL, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "new_good.text");
	xf_say(probe, line, xf_setting(probe, "limit"), "new_good.limit");
	xf_say_bool(probe, line, !*xf_setting(probe, "label"), "new_good.unset");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "new_good", .purpose = "Belongs to the tests.",
	.facts = facts, .fact_size = sizeof(facts[0]), .reads = reads, .look = look,
	.only_on_xen = true, .settings = settings, .setting_size = sizeof(settings[0]),
};
