/* SPDX-License-Identifier: MIT */
/* Its table has a sentence without a full stop. */
#include <xenfacts/plugin.h>

static void look(struct xf_probe *probe)
{
	(void)probe;
}

static const struct xf_fact_def facts[] = {
	{ "bad_table.x", XF_BOOL, XF_ACTIVE, NULL, "1.0", "No full stop" },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

const struct xf_plugin xenfacts_plugin = {
	XF_ABI, sizeof(struct xf_plugin), "bad_table", "Belongs to the tests.", facts, reads, look,
};
