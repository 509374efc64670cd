/* SPDX-License-Identifier: MIT */
/* The report of this machine that was current at a time: the newest of the agent's history that is not later. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/agent/history.h"
#include "core/cli/agent-setup.h"
#include "core/cli/errors.h"
#include "core/cli/side.h"
#include "core/util/setting.h"

static const struct xf_setting ago = { "since", XF_SETTING_TIME, NULL, NULL, "How long ago." };

/* A date, perhaps with a time of the day; -1: it is not a date. */
static time_t read_date(const char *text)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
		"%Y-%m-%d %H:%M:%S" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *end = strptime(text, forms[i], &tm);

		if (end && !*end)
			return mktime(&tm);
		if (end && !strcmp(end, "Z"))
			return timegm(&tm);
	}
	return -1;
}

static time_t read_when(struct arena *arena, const char *text)
{
	const char *value;

	if (!setting_read(arena, &ago, text, &value))
		return time(NULL) - (time_t)(setting_number(value) / 1000);
	return read_date(text);
}

/* "2026-11-22T10:00:00Z", which --since takes. */
static const char *date_of(struct arena *arena, time_t when)
{
	char text[64] = "";
	struct tm tm;

	if (gmtime_r(&when, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_str(arena, text);
}

/* The newest file that is not later and can be read; those that cannot are named. */
static int choose(struct cli_side *side, int folder, const struct history_names *names, time_t when)
{
	for (size_t i = names->count; i-- > 0;) {
		time_t made = agent_history_time(names->list[i]);
		const char *wrong = "";

		if (made > when)
			continue;
		side->name = date_of(side->arena, made);
		if (!agent_history_read(&side->saved, side->arena, folder, names->list[i], &wrong))
			return XF_EXIT_OK;
		cli_fail(XF_EXIT_INPUT, "skipped in the history: %s", wrong);
	}
	const char *first = date_of(side->arena, agent_history_time(names->list[0]));

	return cli_fail(XF_EXIT_INPUT, "the history has no report of %s; it begins at %s", date_of(side->arena, when),
	                first);
}

static int no_history(const char *state)
{
	return cli_fail(XF_EXIT_INPUT, "there is no history in %s; set `history: 100` in /etc/xenfacts/xenfacts.yaml "
	                "and reload the agent, which then keeps one", state);
}

int cli_side_since(struct cli_side *side, const struct cli *cli, const char *when)
{
	struct history_names names = { .count = 0 };
	const char *wrong;

	*side = (struct cli_side){ .name = "", .arena = arena_new() };
	if (!side->arena)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	const char *state = cli_state_folder(side->arena);
	time_t then = read_when(side->arena, when);

	if (then < 0)
		return cli_fail_usage(cli->command, "--since takes how long ago, such as 90m, 12h or 7d, or a date "
		                      "such as 2026-11-22 or 2026-11-22T10:00");
	int folder = agent_history_open(side->arena, state, false, &wrong);

	if (folder < 0 && *wrong)
		return cli_fail(XF_EXIT_INPUT, "%s", wrong);
	int error = folder < 0 ? 0 : agent_history_list(side->arena, folder, &names);
	int code = error ? cli_fail_errno(XF_OP_SAVED, "of the history", error) :
		names.count ? choose(side, folder, &names, then) : no_history(state);

	if (folder >= 0)
		close(folder);
	return code;
}
