/* SPDX-License-Identifier: MIT */
/* Children of the agent. They die with it, and one that is over its limit is killed. */
#include "agent/task.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/clock.h"

/* Never returns: it must run none of its parent's exit handlers. */
static _Noreturn void child(pid_t parent, bool keep, int (*work)(void *), void *context)
{
	static const int reset[] = { SIGHUP, SIGTERM, SIGINT, SIGCHLD, SIGPIPE };
	sigset_t none;

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

int xf_task_start(struct xf_task *task, uint64_t limit_ms, bool keep, int (*work)(void *context), void *context)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		child(parent, keep, work, context);
	*task = (struct xf_task){ .pid = pid, .limit = xf_now_ms() + limit_ms };
	return 0;
}

bool xf_task_ended(struct xf_task *task, uint64_t now, int *status)
{
	if (!task->pid)
		return false;
	if (waitpid(task->pid, status, WNOHANG) == task->pid) {
		task->pid = 0;
		return true;
	}
	if (now >= task->limit && !task->killed) {
		kill(task->pid, SIGKILL); /* its end comes as any other */
		task->killed = true;
	}
	return false;
}

void xf_task_stop(struct xf_task *task)
{
	if (!task->pid)
		return;
	kill(task->pid, SIGKILL);
	waitpid(task->pid, NULL, 0);
	task->pid = 0;
}
