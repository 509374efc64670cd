/* SPDX-License-Identifier: MIT */
/* The agent, as the command line starts it: which machine, which plugins, and where its messages go. */
#include "core/cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cli/agent-setup.h"
#include "core/cli/errors.h"
#include "core/cli/session.h"
#include "core/util/trust.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_CONFIG, "config", 0, "PATH", NULL, "read PATH, file or folder, instead of /etc/xenfacts" },
	{ XF_OPT_ONCE, "once", 0, NULL, NULL, "scan once, deliver the report to the sinks, and exit" },
	{ .name = NULL },
};

const struct command command_agent = {
	"agent", "", "keep reports up to date where other tools read them",
	"Runs until SIGTERM. Scans the machine at intervals and when devices come or\n"
	"go, and delivers changed reports to the configured sinks, see\n"
	"xenfacts.yaml(5). SIGHUP reloads the configuration.\n",
	own_options, XF_ARG_NONE, NULL, 0, 0, run
};

/* ---- messages ---- */

/* Is standard error the journal? A service's children inherit the variable, so check it (systemd.exec(5)). */
static bool to_journal(void)
{
	const char *stream = secure_getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	/* NOLINTNEXTLINE(cert-err34-c): systemd has set it; a number that is too large is that of no file */
	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && !fstat(STDERR_FILENO, &status) &&
	       status.st_dev == (dev_t)device && status.st_ino == (ino_t)inode;
}

/* The journal reads "<4>" as the priority (sd-daemon(3)); on a terminal it would be noise. */
static void begin_line(enum agent_level level)
{
	if (to_journal())
		fprintf(stderr, "<%d>", (int)level);
}

static void say(void *context, enum agent_level level, const char *sentence)
{
	(void)context;
	if (level == XF_AGENT_INFO) { /* a result: in a crontab, >/dev/null drops it and keeps the failures */
		puts(sentence);
		return;
	}
	begin_line(level);
	cli_fail(XF_EXIT_OK, "%s", sentence);
}

static void failed(void *context, const struct session_failure *failure)
{
	(void)context;
	begin_line(XF_AGENT_ERROR);
	cli_fail_session(failure);
}

static void begin_error(void)
{
	begin_line(XF_AGENT_ERROR);
}

/* All of them: whoever reads the log after a reload wants to correct everything before the next one. */
static void mistaken(void *context, const struct config_mistakes *mistakes, int error)
{
	(void)context;
	cli_fail_config(mistakes, error, begin_error);
}

/*
 * Makes one of our folders if nobody else did, and checks that only root can change it; by its path, it is ours from
 * then on. Returns 0, -EPERM after a message, or another error: there is none.
 */
static int make_folder(const char *path, mode_t mode)
{
	struct arena *arena = arena_new();
	const char *wrong = "not enough memory";

	mkdir(path, mode);
	int fd = arena ? trust_open(arena, path, O_PATH | O_DIRECTORY, &wrong) : -ENOMEM;

	if (fd >= 0) {
		close(fd);
	} else if (fd == -EPERM) {
		begin_error();
		cli_fail(XF_EXIT_INPUT, "cannot write to %s: %s", path, wrong);
	}
	arena_free(arena);
	return fd < 0 ? fd : 0;
}

static int start(const struct cli *cli, const struct agent_setup *setup)
{
	int state = make_folder(setup->state, 0700);
	struct agent_options options = {
		.source = setup->source, .version = XF_VERSION, .state = state ? NULL : setup->state,
		.once = cli->option[XF_OPT_ONCE] != NULL, .subsystems = cli_subsystems, .session = cli_options(cli),
		.journal = to_journal(), .say = say, .failed = failed, .mistaken = mistaken,
	};

	if (state == -EPERM || make_folder(setup->source.runtime, 0755) == -EPERM)
		return XF_EXIT_INPUT;
	int result = agent_run(&options);

	if (result == -EINVAL)
		return XF_EXIT_INPUT;
	if (result < 0)
		return cli_fail_errno(XF_OP_AGENT, "", result);
	return result ? XF_EXIT_INTERNAL : XF_EXIT_OK;
}

static int run(const struct cli *cli)
{
	struct agent_setup setup;
	int code = cli_agent_setup(&setup, cli, cli->option[XF_OPT_CONFIG]);

	if (code == XF_EXIT_OK)
		code = start(cli, &setup);
	cli_agent_setup_free(&setup);
	return code;
}
