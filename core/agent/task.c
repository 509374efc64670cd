/* SPDX-License-Identifier: MIT */
/* Child processes of the agent. They die with it, and are killed when they exceed their limit. */
#include "core/agent/task.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/util/calls.h"
#include "core/util/clock.h"

#define LOST (255 << 8) /* the status, as of wait(2), of a child whose status is lost */
#define KILL_MS 1000u   /* a killed process dies at once, unless the kernel holds it */
#define KILL_STEP_MS 5u

/* Never returns: the child must not run its parent's exit handlers. */
static _Noreturn void child(pid_t parent, bool keep, int (*work)(void *), void *context)
{
	static const int reset[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD, SIGPIPE };
	sigset_t none;

	setpgid(0, 0); /* its own children are killed with it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }); /* a delivery that crashes would dump its token */
	if (getppid() != parent)
		_exit(255); /* the parent died before the prctl */
	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++)
		signal(reset[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!keep)
		calls_close_range(3, ~0u);
	_exit(work(context));
}

int agent_task_start(struct task *task, uint64_t limit_ms, bool keep, int (*work)(void *context), void *context)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		child(parent, keep, work, context);
	setpgid(pid, pid); /* set it in both processes; whichever is first */
	*task = (struct task){ .pid = pid, .limit = clock_ms() + limit_ms };
	return 0;
}

static void kill_all(const struct task *task)
{
	if (kill(-task->pid, SIGKILL))
		kill(task->pid, SIGKILL);
}

bool agent_task_ended(struct task *task, uint64_t now, int *status)
{
	if (!task->pid)
		return false;
	pid_t found = waitpid(task->pid, status, WNOHANG);

	if (found < 0)
		*status = LOST; /* someone else has reaped it; its number may be a stranger's by now */
	if (found) {
		task->pid = 0;
		return true;
	}
	if (now >= task->limit && !task->killed) {
		kill_all(task); /* its end is then handled like any other */
		task->killed = true;
	}
	return false;
}

void agent_task_stop(struct task *task)
{
	static const struct timespec step = { .tv_nsec = KILL_STEP_MS * 1000000L };

	if (!task->pid)
		return;
	kill_all(task);
	for (unsigned waited = 0; waited < KILL_MS && !waitpid(task->pid, NULL, WNOHANG); waited += KILL_STEP_MS)
		nanosleep(&step, NULL);
	task->pid = 0; /* do not hang with a child that the kernel holds, say at a dead file server */
}
