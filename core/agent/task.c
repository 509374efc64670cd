/* SPDX-License-Identifier: MIT */
/* Children of the agent. They die with it, and one that is over its limit is killed. */
#include "core/agent/task.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/util/clock.h"

#define LOST (255 << 8) /* the status, as of wait(2), of one that nobody can tell us about */
#define KILL_MS 1000u   /* a killed process dies at once, unless the kernel holds it */
#define KILL_STEP_MS 5u

/* Never returns: it must run none of its parent's exit handlers. */
static _Noreturn void child(pid_t parent, bool keep, int (*work)(void *), void *context)
{
	static const int reset[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD, SIGPIPE };
	sigset_t none;

	setpgid(0, 0); /* what it starts in its turn is killed with it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }); /* a delivery that crashes would dump its token */
	if (getppid() != parent)
		_exit(255); /* it died before we asked to be told */
	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++)
		signal(reset[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!keep)
		close_range(3, ~0u, 0);
	_exit(work(context));
}

int agent_task_start(struct task *task, uint64_t limit_ms, bool keep, int (*work)(void *context), void *context)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		child(parent, keep, work, context);
	setpgid(pid, pid); /* whoever of the two is first */
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
		*status = LOST; /* somebody else has waited for it; its number may be a stranger's by now */
	if (found) {
		task->pid = 0;
		return true;
	}
	if (now >= task->limit && !task->killed) {
		kill_all(task); /* its end comes as any other */
		task->killed = true;
	}
	return false;
}

void agent_task_stop(struct task *task)
{
	static const struct timespec step = { .tv_nsec = KILL_STEP_MS * 1000000 };

	if (!task->pid)
		return;
	kill_all(task);
	for (unsigned waited = 0; waited < KILL_MS && !waitpid(task->pid, NULL, WNOHANG); waited += KILL_STEP_MS)
		nanosleep(&step, NULL);
	task->pid = 0; /* one that the kernel holds, at a dead file server, must not hold us too */
}
