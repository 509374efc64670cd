/* SPDX-License-Identifier: MIT */
/*
 * The report, again whenever a device comes or goes. On a terminal it is drawn on the alternate screen, which leaves
 * what was there before untouched; elsewhere what changed is printed, a line each. Terminal settings are not touched at
 * all, so there is nothing to restore but the screen.
 */
#include "core/cli/options.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/agent/uevent.h"
#include "core/cli/agent-setup.h"
#include "core/cli/commands/report.h"
#include "core/cli/errors.h"
#include "core/cli/output.h"
#include "core/cli/side.h"
#include "core/util/clock.h"
#include "facts/compare/compare.h"
#include "facts/formats/rows.h"

#define SETTLE_MS 500u    /* devices come with several uevents */
#define LONGEST_MS 2000u  /* after the first of a storm of them */
#define REFRESH_MS 60000u /* what changes without a uevent, such as after a migration, is seen within that time */
#define KEPT 5            /* lines below the report */

#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"
#define CLEAR "\033[H\033[2J"

/* A watch. */
struct watch {
	const struct cli *cli;
	bool screen;              /* a terminal that can be drawn on */
	bool entered;             /* the alternate screen is shown */
	struct cli_side sides[2]; /* the current report, and the one before */
	size_t now;               /* index of the current one */
	bool any;                 /* there is one */
	char *lines[KEPT];        /* what changed last, the newest last */
	int signals, uevents;
	uint64_t due, first; /* when to look again; the first uevent that is not covered, 0: none */
	bool stop;
};

/* ---- what changed ---- */

static void keep_line(struct watch *watch, const char *stamp, const char *text)
{
	char *line = NULL;

	if (asprintf(&line, "%s  %s", stamp, text) < 0)
		return; /* a line less */
	free(watch->lines[0]);
	memmove(&watch->lines[0], &watch->lines[1], (KEPT - 1) * sizeof(watch->lines[0]));
	watch->lines[KEPT - 1] = line;
}

static void say(struct watch *watch, const char *text)
{
	char stamp[32] = "";
	time_t now = time(NULL);
	struct tm tm;

	if (watch->screen ? localtime_r(&now, &tm) : gmtime_r(&now, &tm))
		strftime(stamp, sizeof(stamp), watch->screen ? "%H:%M:%S" : "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (watch->screen)
		keep_line(watch, stamp, text);
	else
		printf("%s %s\n", stamp, text);
}

static void say_changes(struct watch *watch, const struct cli_side *old, const struct cli_side *new)
{
	struct comparison comparison = { .arena = arena_new(), .old = &old->saved, .new = &new->saved };
	struct compare_line *lines;

	if (comparison.arena && !compare_reports(&comparison)) {
		size_t count = compare_lines(&comparison, cli_is_utf8() ? "→" : "->", false, &lines);

		for (size_t i = 0; i < count; i++)
			say(watch, lines[i].text);
	}
	arena_free(comparison.arena);
}

/* ---- the screen ---- */

static void enter(struct watch *watch)
{
	if (watch->screen && !watch->entered)
		fputs(ENTER, stdout);
	watch->entered = watch->screen;
}

static void leave(struct watch *watch)
{
	if (watch->entered)
		fputs(LEAVE, stdout);
	watch->entered = false;
	fflush(stdout);
}

/* Enters late: why there is no first report must be read after the end. */
static void draw(struct watch *watch)
{
	size_t width = cli_width();

	if (!watch->screen || !watch->any)
		return;
	enter(watch);
	fputs(CLEAR, stdout);
	command_print_report(watch->cli, &watch->sides[watch->now].session);
	putchar('\n');
	for (size_t i = 0; i < KEPT; i++)
		if (watch->lines[i])
			cli_wrap(watch->lines[i], 10, width);
	cli_wrap("Waiting for devices to come or go; Ctrl-C ends.", 0, width);
	fflush(stdout);
}

/* ---- a look ---- */

/* Makes a report. If that fails, which has been said, the last one stays. Returns an exit code. */
static int look(struct watch *watch)
{
	size_t next = watch->any ? !watch->now : 0;
	struct cli_side *side = &watch->sides[next];
	int code = cli_side_open(side, watch->cli, NULL);

	watch->first = 0;
	watch->due = clock_ms() + REFRESH_MS;
	if (code != XF_EXIT_OK) {
		cli_side_close(side);
		return code;
	}
	if (side->session.exiting)
		waitpid(side->session.exiting, NULL, 0); /* the next look may be long in coming */
	side->session.exiting = 0;
	if (watch->any)
		say_changes(watch, &watch->sides[watch->now], side);
	else if (!watch->screen)
		say(watch, arena_fmt(side->session.arena, "%s: %s", side->name,
		                     format_headline(&side->session.report)));
	if (watch->any)
		cli_side_close(&watch->sides[watch->now]);
	watch->now = next;
	watch->any = true;
	draw(watch);
	return XF_EXIT_OK;
}

/* ---- waiting ---- */

static void note_uevent(struct watch *watch)
{
	uint64_t now = clock_ms(), quiet = now + SETTLE_MS;

	if (!watch->first)
		watch->first = now;
	watch->due = quiet < watch->first + LONGEST_MS ? quiet : watch->first + LONGEST_MS;
}

/* Ctrl-Z leaves the terminal to the shell, and `fg` comes back here. */
static void suspend(struct watch *watch)
{
	leave(watch);
	kill(getpid(), SIGSTOP);
	draw(watch);
}

static void read_signals(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGWINCH)
			draw(watch);
		else if (info.ssi_signo == SIGTSTP)
			suspend(watch);
		else
			watch->stop = true;
	}
}

/* What the process ignores, such as SIGINT in a background job of a script, stays ignored. */
static int open_signals(void)
{
	static const int wanted[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(&set, wanted[i]);
	return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int wait_and_look(struct watch *watch)
{
	struct pollfd files[] = {
		{ .fd = watch->signals, .events = POLLIN }, { .fd = watch->uevents, .events = POLLIN },
	};
	uint64_t now = clock_ms();

	fflush(stdout);
	if (ferror(stdout))
		return XF_EXIT_INTERNAL; /* cli_output_finish says why */
	if (poll(files, 2, watch->due > now ? (int)(watch->due - now) : 0) < 0 && errno != EINTR)
		return cli_fail_errno(XF_OP_AGENT, "", -errno);
	if (files[0].revents)
		read_signals(watch);
	if (files[1].revents && agent_uevent_read(watch->uevents, cli_subsystems))
		note_uevent(watch);
	if (!watch->stop && clock_ms() >= watch->due)
		look(watch);
	return XF_EXIT_OK;
}

static void close_all(struct watch *watch)
{
	int files[] = { watch->signals, watch->uevents };

	for (size_t i = 0; i < 2; i++)
		if (files[i] >= 0)
			close(files[i]);
	for (size_t i = 0; i < KEPT; i++)
		free(watch->lines[i]);
	if (watch->any)
		cli_side_close(&watch->sides[watch->now]);
}

static int run(const struct cli *cli)
{
	const char *term = getenv("TERM");
	bool screen = isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
	struct watch watch = { .cli = cli, .screen = screen, .signals = open_signals() };

	watch.uevents = agent_uevent_open(); /* without it, a look each minute is what remains */
	int code = watch.signals < 0 ? cli_fail_errno(XF_OP_AGENT, "", -errno) : XF_EXIT_OK;

	if (code == XF_EXIT_OK) {
		code = look(&watch);
		while (code == XF_EXIT_OK && !watch.stop)
			code = wait_and_look(&watch);
		leave(&watch);
	}
	close_all(&watch);
	return code == XF_EXIT_INTERNAL && ferror(stdout) ? cli_output_finish() : code;
}

const struct command command_watch = {
	"watch", "", "show the report again as devices come and go",
	"On a terminal, the report is drawn again when a device comes or goes, and\n"
	"what changed is below it; elsewhere, each change is a line. Once a minute, it\n"
	"also finds changes that no uevent announced. Ctrl-C ends it, with status 0.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 0, run,
};
