/* SPDX-License-Identifier: MIT */
/* Wants different lines of one file: which of them would a look show? */
#include <xenfacts/plugin.h>

static void look(struct xf_probe *probe)
{
	(void)probe;
}

static const struct xf_fact_def facts[] = {
	{ "bad_lines.x", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A text." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cpuinfo lines:flags*", "/proc/cpuinfo", NULL };

const struct xf_plugin xenfacts_plugin = {
	XF_ABI, sizeof(struct xf_plugin), "bad_lines", "Belongs to the tests.", facts, reads, look,
};
