/* SPDX-License-Identifier: MIT */
/* A report of a fault often shows no more of the log than the fault, and that names the board. */
#include "plugins/lib/board.h"

#include <string.h>

#include "plugins/lib/places.h"

const struct xf_obs *xf_board_line(struct xf_probe *probe)
{
	const struct xf_obs *boot = xf_log(probe, XF_LOG_BOARD), *fault = xf_log(probe, XF_LOG_HARDWARE);

	return !xf_seen(boot) && xf_seen(fault) ? fault : boot;
}

const char *xf_board_text(const struct xf_obs *line)
{
	static const char *const marks[] = { "DMI: ", "Hardware name: " };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = strstr(xf_text(line), marks[i]);

		if (at)
			return at + strlen(marks[i]);
	}
	return "";
}
