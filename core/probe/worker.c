/* SPDX-License-Identifier: MIT */
/*
 * The worker: a forked child that confines itself, runs the plugins, and writes what they say to a pipe. Forking a
 * process this small costs less than reading one of the files that a report needs.
 */
#include "core/probe/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/probe/gate.h"
#include "core/probe/sandbox.h"
#include "core/util/calls.h"
#include "core/util/clock.h"
#include "core/util/files.h"

#define EXIT_SANDBOX 101 /* no plugin is to blame for this exit */
#define EXIT_MEMORY 102
#define EXIT_PIPE 103
#define TOGETHER_BYTES (16u << 10) /* what is sent together, and for how long it is kept back */
#define TOGETHER_US 1000u

/* What is to be sent. */
struct outbox {
	int fd;
	struct buf message;
	uint64_t sent_us; /* when something was sent last */
};

/*
 * Sends, unless it may wait: each message wakes the parent, which may cost more than what a plugin does. 0 or -errno.
 */
static int send(struct outbox *outbox, bool may_wait)
{
	uint64_t now = clock_us();

	if (may_wait && outbox->message.size < TOGETHER_BYTES && now - outbox->sent_us < TOGETHER_US)
		return 0;
	int error = files_write_all(outbox->fd, outbox->message.bytes, outbox->message.size);

	outbox->message.size = 0;
	outbox->sent_us = now;
	return error;
}

static int tell(const struct crew *crew, struct observations *observations, struct outbox *outbox)
{
	for (size_t i = 0; i < crew->count; i++) {
		probe_gate_run(observations, crew->registry, crew->numbers[i], &outbox->message);
		if (outbox->message.failed)
			return EXIT_MEMORY;
		if (send(outbox, crew->together && i + 1 < crew->count))
			return EXIT_PIPE; /* nobody is listening any more, or a plugin closed it */
		if (!arena_failed(observations->arena))
			continue;
		arena_free(observations->arena); /* do not let the next plugin suffer for what this one used up */
		*observations = (struct observations){ .arena = arena_new(), .machine = observations->machine,
			.registry = observations->registry, .gate = observations->gate, .sandboxed = true };
		if (!observations->arena)
			return EXIT_MEMORY;
	}
	return 0;
}

static int run_plugins(const struct run_options *options, const struct crew *crew, enum gate gate,
                       struct outbox *outbox)
{
	struct observations observations = { .arena = arena_new(), .machine = options->machine,
		.registry = crew->registry, .gate = gate, .sandboxed = true };
	int status = observations.arena ? tell(crew, &observations, outbox) : EXIT_MEMORY;

	/* The parent continues as soon as everything is sent; freeing here costs it nothing. */
	buf_free(&outbox->message);
	arena_free(observations.arena);
	return status;
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Plugins get none of our caller's descriptors: what they print would end up in the report. `kept` is sorted. */
static void close_others(const int *kept, size_t count)
{
	unsigned first = 3;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (!bsearch(&fd, kept, count, sizeof(*kept), by_number) && (null < 0 || dup2(null, fd) < 0))
			close(fd);
	for (size_t i = 0; i < count; i++) {
		if (kept[i] < (int)first)
			continue;
		if (kept[i] > (int)first)
			calls_close_range(first, (unsigned)kept[i] - 1);
		first = (unsigned)kept[i] + 1;
	}
	calls_close_range(first, ~0u);
}

/* All that a worker may use: its pipe, the machine's root, the plugins' folder and files. */
static void keep_ours(const struct crew *crew, int fd)
{
	int kept[XF_PLUGINS_CAP + 3] = { fd, machine_fd(crew->machine), crew->registry->folder };
	size_t count = 3;

	for (size_t i = 0; i < crew->registry->count; i++)
		kept[count++] = crew->registry->loaded[i].fd;
	qsort(kept, count, sizeof(kept[0]), by_number);
	close_others(kept, count);
}

static void limit(void)
{
	static const struct {
		int what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CORE, 0 },  /* a crash is reported, not dumped */
		{ RLIMIT_FSIZE, 0 }, /* no file can be written, even without Landlock */
#ifndef XF_SANITIZED /* a sanitizer's shadow is larger than any limit */
		{ RLIMIT_AS, 512u << 20 },
#endif
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		setrlimit(limits[i].what, &(struct rlimit){ limits[i].most, limits[i].most });
}

bool probe_worker_may_run(const struct crew *crew, const struct sandbox *sandbox)
{
	return probe_sandbox_is_full(sandbox) || !crew->strict;
}

/* Never returns: the child must not run its parent's exit handlers. */
static _Noreturn void child(const struct run_options *options, const struct crew *crew, enum gate gate, int fd,
                            pid_t parent)
{
	struct sandbox sandbox = { 0 };
	static const int reset[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTERM, SIGINT, SIGHUP };

	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++)
		signal(reset[i], SIG_DFL);
	limit();
	keep_ours(crew, fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0); /* the parent died before the prctl */
	if (probe_sandbox_enter(crew, &sandbox))
		_exit(EXIT_SANDBOX);
	bool may_run = probe_worker_may_run(crew, &sandbox);
	struct outbox outbox = { .fd = fd, .sent_us = clock_us() };

	buf_put(&outbox.message, &sandbox, sizeof(sandbox));
	if (outbox.message.failed || send(&outbox, crew->together && may_run))
		_exit(EXIT_SANDBOX);
	_exit(may_run ? run_plugins(options, crew, gate, &outbox) : 0);
}

int probe_worker_start(const struct run_options *options, const struct crew *crew, enum gate gate,
                       struct worker *worker)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	worker->pid = fork();
	if (worker->pid == 0) {
		close(ends[0]);
		child(options, crew, gate, ends[1], parent);
	}
	int error = worker->pid < 0 ? -errno : 0;

	close(ends[1]);
	worker->fd = ends[0];
	if (error)
		close(ends[0]);
	return error;
}

static const char *how_it_ended(struct arena *arena, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return "it made a system call that plugins may not make";
	if (WIFSIGNALED(status))
		return arena_fmt(arena, "it was killed by signal %d (%s)", WTERMSIG(status),
		                 strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == EXIT_SANDBOX)
		return "the sandbox could not be set up";
	if (WEXITSTATUS(status) == EXIT_MEMORY)
		return "it ran out of memory";
	if (WEXITSTATUS(status) == EXIT_PIPE)
		return "what it said could not be sent";
	return WEXITSTATUS(status) ? arena_fmt(arena, "it exited with status %d", WEXITSTATUS(status)) : "";
}

pid_t probe_worker_leave(struct worker *worker)
{
	close(worker->fd);
	kill(worker->pid, SIGKILL); /* it has sent everything: nothing more is wanted from it */
	return worker->pid;
}

void probe_worker_dismiss(struct worker *worker)
{
	waitpid(probe_worker_leave(worker), NULL, 0);
}

/* Waits for the worker's end, 20 µs at first and twice as long each time: 0.02 ms × (2^times - 1) in all. */
static pid_t wait_for(const struct worker *worker, int times, int *status)
{
	long pause_us = 20;
	pid_t gone = 0;

	for (int i = 0; i < times && !gone; i++, pause_us *= 2) {
		gone = waitpid(worker->pid, status, WNOHANG);
		if (!gone)
			nanosleep(&(struct timespec){ pause_us / 1000000, pause_us % 1000000 * 1000 }, NULL);
	}
	return gone;
}

const char *probe_worker_end(struct worker *worker, struct arena *arena, bool force)
{
	int status = 0;

	close(worker->fd);
	if (force)
		kill(worker->pid, SIGKILL);
	pid_t gone = wait_for(worker, 15, &status); /* 0.65 s: it may be exiting on a machine that is very busy */

	if (!gone) { /* it closed the pipe and lives on, or it hangs in the kernel */
		kill(worker->pid, SIGKILL);
		wait_for(worker, 16, &status); /* 1.3 s: a busy machine is slow, and a zombie would stay */
		return "it did not exit by itself";
	}
	return gone > 0 && !force ? how_it_ended(arena, status) : "";
}
