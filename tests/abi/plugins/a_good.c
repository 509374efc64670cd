/* SPDX-License-Identifier: MIT */
/* A plugin as it should be. Its facts must be there whatever another one does. */
#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "a_good.text");
	xf_say_bool(probe, line, xf_has(line, "console"), "a_good.flag");
	xf_say_count(probe, line, 7, "a_good.count");
	xf_say(probe, line, "red", "a_good.word");
	for (const char *const *words = xf_words(probe, xf_text(line)); *words; words++)
		xf_say_item(probe, line, *words, "a_good.list");
}

PLUGIN_OF("a_good", look);
