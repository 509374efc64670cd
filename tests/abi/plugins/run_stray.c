/* SPDX-License-Identifier: MIT */
/* Looks where its list does not allow it to. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *secret = xf_read(probe, "/etc/shadow");

	xf_say(probe, secret, xf_text(secret), "run_stray.text");
}

PLUGIN_OF("run_stray", look);
