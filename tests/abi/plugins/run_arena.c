/* SPDX-License-Identifier: MIT */
/* Makes the run's own memory grow until there is none. */
#include <stdlib.h>
#include <string.h>

#include "tests/abi/plugins/plugin-of.h"

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");
	char *word = calloc(1, (1 << 20) + 1);

	memset(word, 'w', 1 << 20);
	for (unsigned i = 0; i < 128; i++)
		xf_words(probe, word);
	free(word);
	xf_say_bool(probe, line, true, "run_arena.flag");
}

PLUGIN_OF("run_arena", look);
