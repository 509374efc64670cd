/* SPDX-License-Identifier: MIT */
/*
 * The worker: a forked child that confines itself, runs the plugins, and writes what they say to a pipe. Forking a
 * process this small costs less than reading one of the files that a report needs.
 */
#include "core/probe/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/probe/gate.h"
#include "core/probe/sandbox.h"
#include "core/util/files.h"

#define EXIT_SANDBOX 101 /* no plugin is to blame for this exit */
#define EXIT_MEMORY 102

static int tell(const struct run_options *options, struct observations *observations, size_t first, int fd,
                struct buf *message)
{
	for (size_t i = first; i < options->registry->count; i++) {
		message->size = 0;
		probe_gate_run(observations, options->registry, i, message);
		if (message->failed)
			return EXIT_MEMORY;
		if (files_write_all(fd, message->bytes, message->size))
			return 0; /* nobody is listening any more */
		if (!arena_failed(observations->arena))
			continue;
		arena_free(observations->arena); /* do not let the next plugin suffer for what this one used up */
		*observations = (struct observations){ .arena = arena_new(), .machine = options->machine };
		if (!observations->arena)
			return EXIT_MEMORY;
	}
	return 0;
}

static int run_plugins(const struct run_options *options, size_t first, int fd)
{
	/* After a plugin has failed, none is asked whether Xen is here: answering may be what failed. */
	struct observations observations = { .arena = arena_new(), .machine = options->machine,
		.gate = first ? XF_GATE_OPEN : XF_GATE_UNKNOWN };
	struct buf message = { 0 };
	int status = observations.arena ? tell(options, &observations, first, fd, &message) : EXIT_MEMORY;

	/* The parent continues as soon as everything is sent; freeing here costs it nothing. */
	buf_free(&message);
	arena_free(observations.arena);
	return status;
}

/* Plugins get none of our caller's descriptors: what they print would end up in the report. */
static void close_others(int pipe, int root)
{
	unsigned first = 3;
	int keep[2] = { pipe < root ? pipe : root, pipe < root ? root : pipe };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (fd != pipe && fd != root && (null < 0 || dup2(null, fd) < 0))
			close(fd);
	for (size_t i = 0; i < 2; i++) {
		if (keep[i] < (int)first)
			continue;
		if (keep[i] > (int)first)
			close_range(first, (unsigned)keep[i] - 1, 0);
		first = (unsigned)keep[i] + 1;
	}
	close_range(first, ~0u, 0);
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

/* Never returns: the child must not run its parent's exit handlers. */
static _Noreturn void child(const struct run_options *options, size_t first, int fd, pid_t parent)
{
	static const int reset[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTERM, SIGINT, SIGHUP };

	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++)
		signal(reset[i], SIG_DFL);
	limit();
	close_others(fd, machine_fd(options->machine));
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0); /* the parent died before the prctl */
	if (probe_sandbox_enter(options->machine, options->registry))
		_exit(EXIT_SANDBOX);
	_exit(run_plugins(options, first, fd));
}

int probe_worker_start(const struct run_options *options, size_t first, struct worker *worker)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	worker->pid = fork();
	if (worker->pid == 0) {
		close(ends[0]);
		child(options, first, ends[1], parent);
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
	return WEXITSTATUS(status) ? arena_fmt(arena, "it exited with status %d", WEXITSTATUS(status)) : "";
}

void probe_worker_dismiss(struct worker *worker)
{
	close(worker->fd);
	kill(worker->pid, SIGKILL); /* it has sent everything: nothing more is wanted from it */
	waitpid(worker->pid, NULL, 0);
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
	pid_t gone = wait_for(worker, 13, &status); /* 0.16 s */

	if (!gone) { /* it closed the pipe and lives on, or it hangs in the kernel */
		kill(worker->pid, SIGKILL);
		wait_for(worker, 16, &status); /* 1.3 s: a busy machine is slow, and a zombie would stay */
		return "it did not exit by itself";
	}
	return gone > 0 && !force ? how_it_ended(arena, status) : "";
}
