/* SPDX-License-Identifier: MIT */
/*
 * What the agent waits for: signals, uevents, a clock change, and its own next deadline; nothing else wakes it. A timer
 * with TFD_TIMER_CANCEL_ON_SET reports that the clock jumped, and so that a domain was resumed, restored or migrated:
 * resuming runs timekeeping_resume() (kernel/time/timekeeping.c), which ends in clock_was_set().
 */
#include "core/agent/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "core/agent/uevent.h"
#include "core/util/clock.h"

/* The year 3000, or the last time that 32 bits can tell: this timer exists only to be cancelled. */
#define FAR_AWAY (sizeof(time_t) > 4 ? (time_t)INT64_C(32503680000) : (time_t)INT32_MAX)

/* A cancelled timer reports its errno once; setting it again rearms it. Linux before 3.0 knows no such timer. */
static bool arm_clock(int clock)
{
	struct itimerspec far = { .it_value.tv_sec = FAR_AWAY };

	return !timerfd_settime(clock, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

int agent_loop_open(struct agent *agent)
{
	static const int wanted[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(&set, wanted[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	agent->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (agent->signals < 0)
		return -errno;
	agent->clock = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if ((agent->clock < 0 || !arm_clock(agent->clock)) && !agent->options->once)
		agent_say(agent, XF_AGENT_WARNING, "this kernel does not report that the clock was set, so a resume or "
		          "a migration is noticed only at the next interval");
	return 0;
}

void agent_loop_uevents(struct agent *agent)
{
	bool wanted = agent->config.uevents && !agent->options->once;

	if (!wanted && agent->uevents >= 0) {
		close(agent->uevents);
		agent->uevents = -1;
	}
	if (!wanted || agent->uevents >= 0)
		return;
	agent->uevents = agent_uevent_open();
	if (agent->uevents < 0)
		agent_say(agent, XF_AGENT_WARNING, "no uevents here, so devices that come or go are noticed only at "
		          "the next interval; set `uevents: false` if that is intended");
}

/* A storm of events must not postpone the scan for ever. */
static void note_event(struct agent *agent)
{
	uint64_t now = clock_ms(), settle = agent->config.settle_ms;

	if (!agent->event_first)
		agent->event_first = now;
	uint64_t quiet = now + settle, latest = agent->event_first + 4 * settle;

	agent->scan_due = quiet < latest ? quiet : latest;
}

static void read_signals(struct agent *agent)
{
	struct signalfd_siginfo info;

	while (read(agent->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		agent->reload |= info.ssi_signo == SIGHUP && !agent->options->once;
		agent->stop |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
	}
}

static void read_clock(struct agent *agent)
{
	uint64_t count;

	if (read(agent->clock, &count, sizeof(count)) < 0 && errno == ECANCELED) {
		arm_clock(agent->clock);
		note_event(agent);
	}
}

static int timeout_until(uint64_t due)
{
	uint64_t now = clock_ms(), left = due > now ? due - now : 0;

	return due == XF_NEVER ? -1 : left > 86400000 ? 86400000 : (int)left;
}

int agent_loop_wait(struct agent *agent, uint64_t due)
{
	struct pollfd wait[] = {
		{ .fd = agent->signals, .events = POLLIN }, { .fd = agent->uevents, .events = POLLIN },
		{ .fd = agent->clock, .events = POLLIN },
	};

	if (poll(wait, sizeof(wait) / sizeof(wait[0]), timeout_until(due)) < 0 && errno != EINTR)
		return -errno;
	if (wait[0].revents)
		read_signals(agent);
	if (wait[1].revents && agent_uevent_read(agent->uevents, agent->options->subsystems))
		note_event(agent);
	if (wait[2].revents)
		read_clock(agent);
	return 0;
}

void agent_loop_close(struct agent *agent)
{
	int *const files[] = { &agent->signals, &agent->uevents, &agent->clock, &agent->lock };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (*files[i] >= 0)
			close(*files[i]);
		*files[i] = -1;
	}
}
