/* SPDX-License-Identifier: MIT */
/*
 * All facts, for programs. Ansible discards the output unless the exit code is 0, and Facter warns about every line on
 * standard error. So once there is a report we succeed, whatever it says, and a format for such a tool explains a
 * missing report in its one object.
 */
#include "core/cli/commands/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/options.h"
#include "core/cli/errors.h"
#include "core/cli/session.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", XF_FORMAT_NAMES,
	  "output format (default: json)" },
	{ XF_OPT_PROFILE, "profile", 0, "PROFILE", XF_PROFILE_NAMES,
	  "slim: mode, spectrum, problems; full: all (default)" },
	XF_JSON_OPTION,
	{ .name = NULL },
};

const struct command command_facts = {
	"facts", "[KEY...]", "print all facts, or those at or below each KEY",
	"Exit status 0 whenever a report could be made, whatever it says. The formats\n"
	"ansible, facter and salt are for those tools: always exit status 0, one object,\n"
	"no messages.\n",
	own_options, XF_ARG_KEY, NULL, 0, -1, run
};

/* Facts, and the topmost maps only: there are many in between, often named like a fact elsewhere. */
static int offer_key(void *context, const struct tree_event *event)
{
	bool map = event->kind == XF_MAP_OPEN || event->kind == XF_MAP_CLOSE;

	if (*event->path && !(map && strchr(event->path, '.')))
		nearest_offer(context, event->path);
	return 0;
}

/* The key probably meant by one that names nothing. */
static struct nearest nearest_key(const struct report *report, const char *key)
{
	struct nearest nearest = { .word = key };
	const char *missing;

	format_tree_walk(report, NULL, offer_key, &nearest, &missing);
	return nearest;
}

/* The keys that were asked for, without those that exist but have no value here, such as a list without items. */
static const char *const *keys_of(const struct session *session, const struct cli *cli)
{
	const char *profile = cli->option[XF_OPT_PROFILE];
	const char **keys = arena_alloc(session->arena, ((size_t)cli->count + 1) * sizeof(*keys));
	size_t count = 0;

	if (!cli->count || !keys)
		return profile ? format_profile(profile) : NULL;
	for (int i = 0; i < cli->count; i++)
		if (facts_find(&session->report.facts, cli->arguments[i]) || !cli_fact_def(session, cli->arguments[i]))
			keys[count++] = cli->arguments[i];
	return keys;
}

static const char *place_of(int error)
{
	return error && ferror(stdout) ? "standard output" : NULL;
}

/* Writes the report. NULL, or why it could not, in the buffer; *usage: a KEY names nothing. */
static const char *write_report(const struct session *session, const struct cli *cli,
                                const struct format *format, struct sentence *sentence, bool *usage)
{
	const char *wrong, *encoder = format->module ? format->module : format->name;
	int error = format_write(format, stdout, &session->report, keys_of(session, cli), &wrong);

	*usage = error == -ENOENT && *wrong;
	if (*usage) {
		struct nearest nearest = nearest_key(&session->report, wrong);

		return cli_word_text(sentence, cli->command, "key", &nearest);
	}
	return error ? cli_write_text(sentence, encoder, place_of(error), error, wrong) : NULL;
}

/* ---- for people and scripts ---- */

static int print(const struct session *session, const struct cli *cli, const struct format *format)
{
	struct sentence sentence;
	bool usage;
	const char *wrong = write_report(session, cli, format, &sentence, &usage);

	if (!wrong)
		return XF_EXIT_OK;
	return usage ? cli_fail_usage(cli->command, "%s", wrong) : cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
}

/* ---- for a tool that runs us unseen ---- */

/* What a plugin's constructor or a library prints must not reach the tool; our own errors are in the object. */
static void hush(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDERR_FILENO);
		close(null);
	}
}

int command_answer(const struct cli *cli, const struct format *format)
{
	struct session_options options = cli_options(cli);
	struct sentence sentence;
	struct session session;
	bool usage;

	options.format = format;
	hush();
	const char *wrong = probe_session_report(&session, &options) ?
		cli_failure_text(&sentence, &session.failure) : write_report(&session, cli, format, &sentence, &usage);

	if (wrong)
		format_failure(format, stdout, wrong);
	probe_session_close(&session);
	return XF_EXIT_OK;
}

static int run(const struct cli *cli)
{
	const char *name = cli->option[XF_OPT_FORMAT] ? cli->option[XF_OPT_FORMAT] : "json";
	const struct format *format = format_find(name); /* the parser accepts no other name */
	struct session session;

	if (cli->count && cli->option[XF_OPT_PROFILE])
		return cli_fail_usage(cli->command, "--profile takes no KEY: give one or the other");
	if (format->answers)
		return command_answer(cli, format);
	if (cli->count && format->metrics)
		return cli_fail_usage(cli->command, "--format %s takes no KEY: a metric is not a fact", name);
	int code = cli_report(&session, cli, format);

	if (code == XF_EXIT_OK)
		code = print(&session, cli, format);
	probe_session_close(&session);
	return code;
}
