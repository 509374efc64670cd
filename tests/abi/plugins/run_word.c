/* SPDX-License-Identifier: MIT */
/* Says a word that is none of the promised. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	xf_say(probe, xf_read(probe, "/proc/cmdline"), "blue", "run_word.word");
}

PLUGIN_OF("run_word", look);
