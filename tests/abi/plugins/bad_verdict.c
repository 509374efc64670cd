/* SPDX-License-Identifier: MIT */
/* Promises a verdict, which only rules may set. */
#include <xenfacts/plugin.h>

static void look(struct xf_probe *probe)
{
	(void)probe;
}

static const struct xf_fact_def facts[] = {
	{ "mode", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A text." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

const struct xf_plugin xenfacts_plugin = {
	XF_ABI, sizeof(struct xf_plugin), "bad_verdict", "Belongs to the tests.", facts, reads, look,
};
