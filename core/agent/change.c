/* SPDX-License-Identifier: MIT */
/*
 * Compares a scan with the one before: with the agent's last report, or after a start with the newest one of the
 * history. A change of mode and a new problem matter to whoever reads the log; all else is what `xenfacts diff` is for.
 */
#include "core/agent/change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/agent/history.h"
#include "core/agent/journal.h"
#include "facts/compare/compare.h"
#include "facts/rules/problem.h"

/* For `journalctl MESSAGE_ID=...`; xenfacts.yaml(5) lists them. They never change. */
#define MODE_CHANGED "ae6d76dea3c54844b7d362c75768e0c3"
#define NEW_PROBLEM "5108e23e83864a288f13e4dddacc635d"

/* ---- telling ---- */

static void tell(const struct agent *agent, enum agent_level level, const char *sentence,
                 const struct journal_field own[2], const char *id)
{
	char priority[2] = { (char)('0' + (int)level), '\0' };
	const struct journal_field fields[] = {
		{ "MESSAGE", sentence }, { "MESSAGE_ID", id }, { "PRIORITY", priority },
		{ "SYSLOG_IDENTIFIER", "xenfacts" }, own[0], own[1],
	};
	bool sent = !agent_journal_send(fields, sizeof(fields) / sizeof(fields[0]));

	if (!sent || !agent->options->journal)
		agent_say(agent, level, "%s", sentence);
}

static void tell_mode(const struct agent *agent, const struct comparison *comparison, const struct change *change)
{
	const char *old = saved_value(comparison->old, "label"), *new = saved_value(comparison->new, "label");
	const struct journal_field fields[] = { { "XENFACTS_MODE", change->new },
		{ "XENFACTS_OLD_MODE", change->old } };

	tell(agent, XF_AGENT_WARNING, arena_fmt(comparison->arena, "the mode changed from %s to %s",
	                                        old ? old : change->old, new ? new : change->new),
	     fields, MODE_CHANGED);
}

static void tell_problem(const struct agent *agent, const struct comparison *comparison, const struct change *change)
{
	const struct problem_kind *kind = rules_problem_kind(change->new);
	const struct journal_field fields[] = { { "XENFACTS_PROBLEM", change->new },
		{ "XENFACTS_ADVICE", change->text } };

	tell(agent, kind && kind->severity == XF_WARNING ? XF_AGENT_WARNING : XF_AGENT_NOTICE,
	     arena_fmt(comparison->arena, "new problem %s%s%s", change->new, *change->text ? ": " : "", change->text),
	     fields, NEW_PROBLEM);
}

static void tell_changes(const struct agent *agent, const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct change *change = &comparison->list[i];

		if (!strcmp(change->key, "mode") && change->old && change->new)
			tell_mode(agent, comparison, change);
		else if (change->kind == XF_CHANGE_PROBLEM && change->new)
			tell_problem(agent, comparison, change);
	}
}

/* ---- the history ---- */

/* The newest report that can be read; others are named. Returns whether there is one. */
static bool read_newest(const struct agent *agent, struct arena *arena, int folder, struct saved *saved)
{
	struct history_names names;
	const char *wrong = "";

	if (agent_history_list(arena, folder, &names))
		return false;
	for (size_t i = names.count; i-- > 0;) {
		if (!agent_history_read(saved, arena, folder, names.list[i], &wrong))
			return true;
		agent_say(agent, XF_AGENT_WARNING, "skipped in the history: %s", wrong);
	}
	return false;
}

static bool differ(struct arena *arena, const struct saved *old, const struct saved *new)
{
	struct comparison comparison = { .arena = arena, .old = old, .new = new };

	return compare_reports(&comparison) || comparison.count;
}

/* Keeps a report that differs from the newest one. *newest is that; returns whether there was one. */
static bool keep(const struct agent *agent, const struct report *report, const struct saved *new,
                 struct saved *newest)
{
	const char *wrong = "";
	int folder = agent_history_open(report->arena, agent->options->state, true, &wrong);
	bool any = folder >= 0 && read_newest(agent, report->arena, folder, newest);
	int error = folder < 0 ? folder : any && !differ(report->arena, newest, new) ? 0 :
		agent_history_write(folder, report, agent->config.history, &wrong);

	if (error)
		agent_say(agent, XF_AGENT_WARNING, "cannot keep the history: %s", *wrong ? wrong : strerror(-error));
	if (folder >= 0)
		close(folder);
	return any;
}

void agent_change_note(const struct agent *agent, const struct report *report)
{
	struct saved new, last, newest;
	const char *wrong;
	struct comparison comparison = { .arena = report->arena, .old = &last, .new = &new };

	if (saved_take(&new, report))
		return;
	bool kept = agent->config.history && agent->options->state && keep(agent, report, &new, &newest);

	if (agent->last && saved_read(&last, report->arena, "-", agent->last, agent->last_size, &wrong))
		return;
	if (!agent->last && kept)
		comparison.old = &newest;
	if ((agent->last || kept) && !compare_reports(&comparison))
		tell_changes(agent, &comparison);
}
