/* SPDX-License-Identifier: MIT */
/*
 * The run. One worker runs all plugins that are part of xenfacts, and each other plugin has a worker of its own. If one
 * crashes, hangs or sends garbage, the plugin that was running is blamed and a new worker continues with the next one:
 * a plugin can spoil only its own facts.
 */
#include "core/probe/run.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/util/clock.h"
#include "core/probe/gate.h"
#include "core/probe/wire.h"
#include "core/probe/worker.h"
#include "facts/rules/rules.h"

#define READ_SIZE 16384 /* bytes taken from a worker at a time */

/* A run in progress. */
struct run {
	const struct run_options *options;
	struct report *report;
	struct plugin_status *status; /* of each loaded plugin, in the registry's order */
	size_t *order;                /* numbers of the plugins as they run: ours, then each that is not */
	size_t own;                   /* how many are ours */
	size_t next;                  /* of those in order, the first with no result yet */
	size_t end;                   /* where the current worker's crew ends */
	bool confined;                /* the current worker has told its sandbox */
	bool one_by_one;              /* each plugin's message is sent alone, so that it is known which one fails */
	struct sandbox sandbox;       /* the worst that one told */
	enum gate gate;               /* what our plugins found out */
	struct buf input;             /* received from the worker, not parsed yet */
	struct buf said;              /* what the plugins are, and all that the first worker has sent */
	bool as_before;               /* so far it is what options->said has, and not parsed */
	size_t compared;              /* bytes of `said` */
	struct worker done;           /* a worker that has sent everything and is exiting; pid 0: none */
	uint64_t deadline;            /* of the whole run, in milliseconds of the monotonic clock */
};

static size_t current(const struct run *run)
{
	return run->order[run->next];
}

static void settle(struct run *run, const char *status, const char *detail)
{
	run->status[current(run)].status = status;
	run->status[current(run)].detail = detail;
	run->next++;
}

/* The plugins of the next worker: all of xenfacts' own that are left, or a single other one. */
static struct crew next_crew(struct run *run)
{
	const struct run_options *options = run->options;
	bool outside = run->next >= run->own;

	run->end = outside ? run->next + 1 : run->own;
	return (struct crew){ .machine = options->machine, .registry = options->registry,
		.numbers = run->order + run->next, .count = run->end - run->next, .outside = outside,
		.strict = options->require_sandbox || (outside && !geteuid()),
		.together = !outside && !run->one_by_one };
}

/* Does the message at the cursor, if its head has arrived, belong to a plugin other than the current one? */
static bool is_another(const struct run *run, const struct cursor *cursor)
{
	struct cursor head = *cursor;

	buf_read_u8(&head);
	uint32_t number = buf_read_u32(&head);

	return !head.bad && number != current(run);
}

/* Takes the worker's first words, if they have arrived. */
static int read_sandbox(struct run *run, struct cursor *cursor)
{
	struct sandbox sandbox;

	if ((size_t)(cursor->end - cursor->at) < sizeof(sandbox))
		return -EAGAIN;
	memcpy(&sandbox, cursor->at, sizeof(sandbox));
	cursor->at += sizeof(sandbox);
	if (!run->report->sandbox || !probe_sandbox_is_full(&sandbox))
		run->report->sandbox = probe_sandbox_parts(run->report->arena, &sandbox);
	run->sandbox = sandbox;
	run->confined = true;
	return run->report->sandbox ? 0 : -ENOMEM;
}

static int read_message(struct run *run, struct cursor *cursor)
{
	struct plugin_result result;

	if (is_another(run, cursor))
		return -EBADMSG;
	int error = probe_wire_read(cursor, run->options->registry, run->report, &result);

	if (error)
		return error;
	if (run->next < run->own)
		run->gate = result.gate;
	settle(run, result.status, result.detail);
	return 0;
}

/*
 * Is the worker saying what was said last time? As long as it does, nothing is parsed; when it has said all of it, its
 * plugins are done.
 */
static bool is_as_before(struct run *run)
{
	const struct buf *before = run->options->said;

	if (!run->as_before)
		return false;
	run->as_before = !run->said.failed && run->said.size <= before->size &&
	                 !memcmp(run->said.bytes + run->compared, before->bytes + run->compared,
	                         run->said.size - run->compared);
	run->compared = run->said.size;
	if (run->as_before && run->said.size == before->size)
		run->next = run->end;
	return run->as_before;
}

/* Parses what is complete in the input. A message about any plugin but the current one is not even parsed. */
static int read_messages(struct run *run)
{
	if (!run->input.size || is_as_before(run))
		return 0;
	struct cursor cursor = { run->input.bytes, run->input.bytes + run->input.size, false };
	int error = run->confined ? 0 : read_sandbox(run, &cursor);

	while (cursor.at < cursor.end && !error && run->next < run->end)
		error = read_message(run, &cursor);
	run->input.size = (size_t)(cursor.end - cursor.at);
	memmove(run->input.bytes, cursor.at, run->input.size);
	return error == -EAGAIN ? 0 : error;
}

/*
 * Time limit of the next plugin: half of what is left, so that one that hangs leaves time for the others, and a stalled
 * machine does not cost a healthy plugin its facts. The last plugin gets all of it.
 */
static int share_ms(const struct run *run)
{
	uint64_t now = clock_ms(), left = run->deadline > now ? run->deadline - now : 0;
	unsigned allowed = run->options->registry->loaded[current(run)].deadline_ms;

	if (run->options->registry->count - run->next > 1)
		left /= 2;
	if (allowed && allowed < left)
		left = allowed;
	return left < 10 ? 10 : (int)left;
}

/* Waits for bytes and takes them. 0; -EPIPE at the end; -ETIMEDOUT, also for one that never stops sending. */
static int receive(struct run *run, int fd, uint64_t limit)
{
	uint64_t now = clock_ms();
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int ready = now < limit ? poll(&wait, 1, (int)(limit - now)) : 0;

	if (ready == 0)
		return -ETIMEDOUT;
	if (!buf_reserve(&run->input, READ_SIZE))
		return -ENOMEM;
	ssize_t size = ready > 0 ? read(fd, run->input.bytes + run->input.size, READ_SIZE) : -1;

	if (size == 0)
		return -EPIPE;
	if (size < 0)
		return errno == EINTR ? 0 : -errno;
	if (run->options->said)
		buf_put(&run->said, run->input.bytes + run->input.size, (size_t)size);
	run->input.size += (size_t)size;
	return run->input.size > XF_MESSAGE_CAP ? -EBADMSG : 0;
}

/* Reads until the worker is done (0), hangs (-ETIMEDOUT), sends garbage (-EBADMSG), or we fail. */
static int listen_to(struct run *run, const struct worker *worker)
{
	size_t on = run->next;
	uint64_t limit = clock_ms() + (uint64_t)share_ms(run);

	for (;;) {
		int error = receive(run, worker->fd, limit);

		bool stopped = error && run->as_before; /* it does not say the rest: what it did say is parsed */

		run->as_before &= !error;
		if (!error || stopped) {
			int wrong = read_messages(run);

			error = wrong ? wrong : error;
		}
		if (error || run->next >= run->end)
			return error == -EPIPE ? 0 : error;
		if (run->next != on) {
			on = run->next;
			limit = clock_ms() + (uint64_t)share_ms(run);
		}
	}
}

/* Blames a worker's end on the plugin that was running. */
static void blame(struct run *run, int error, const char *end)
{
	if (error == -ETIMEDOUT)
		settle(run, "timed_out", "it took longer than its share of the run's time");
	else if (error)
		settle(run, "broken", "it sent a malformed message");
	else
		settle(run, "crashed", *end ? end : "it ended its worker process");
	run->gate = XF_GATE_OPEN; /* answering whether Xen is here may be what failed */
}

/* Runs one worker, and blames its failure on a plugin. */
static int use_worker(struct run *run)
{
	struct worker worker;
	struct crew crew = next_crew(run);
	int error = probe_worker_start(run->options, &crew, run->gate, &worker);

	if (error)
		return error;
	run->input.size = 0;
	run->confined = false;
	if (!run->next && run->options->meanwhile)
		run->options->meanwhile(run->options->context);
	error = listen_to(run, &worker);
	if (!error && run->next >= run->end) {
		if (run->done.pid)
			probe_worker_dismiss(&run->done);
		run->done = worker; /* it exits while we work; reap it last */
		return 0;
	}
	const char *end = probe_worker_end(&worker, run->report->arena, error);

	if (error && error != -ETIMEDOUT && error != -EBADMSG)
		return error;
	if (run->next >= run->end)
		return 0; /* garbage after the last message */
	run->said.failed = true;
	bool failed = !run->confined || probe_worker_may_run(&crew, &run->sandbox); /* else it was told not to begin */

	if (failed && crew.together)
		run->one_by_one = true; /* whoever it was, it will fail again */
	else if (failed)
		blame(run, error, end);
	else if (run->options->require_sandbox)
		return -EOPNOTSUPP;
	else
		settle(run, "refused",
		       "it is not part of xenfacts, and root runs such a plugin only in a complete sandbox");
	return 0;
}

static int run_here(struct run *run)
{
	struct observations observations = { .arena = run->report->arena, .machine = run->options->machine,
		.registry = run->options->registry };
	int error = 0;

	run->end = run->options->registry->count;
	run->confined = true;
	while (run->next < run->end && !error) {
		size_t on = run->next;

		run->input.size = 0;
		probe_gate_run(&observations, run->options->registry, current(run), &run->input);
		error = run->input.failed ? -ENOMEM : read_messages(run);
		if (run->next == on && (!error || error == -EBADMSG)) {
			settle(run, "broken", "it sent a malformed message");
			error = 0;
		}
	}
	return error;
}

static int by_name(const void *a, const void *b)
{
	const struct plugin_status *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int put_in_order(struct run *run)
{
	const struct registry *registry = run->options->registry;
	size_t others = 0;

	run->order = arena_alloc(run->report->arena, (registry->count + 1) * sizeof(*run->order));
	for (size_t i = 0; i < registry->count; i++) {
		run->own += registry->loaded[i].own;
		run->one_by_one |= registry->loaded[i].deadline_ms != 0; /* each has to be timed */
	}
	for (size_t i = 0, ours = 0; run->order && i < registry->count; i++)
		run->order[registry->loaded[i].own ? ours++ : run->own + others++] = i;
	return run->order ? 0 : -ENOMEM;
}

/* Is asked whether anything has changed since the last run, if there was one. */
static void compare(struct run *run)
{
	const struct buf *before = run->options->said;

	if (!before || run->options->in_process)
		return;
	probe_registry_describe(run->options->registry, &run->said);
	run->as_before = before->size;
}

/* Keeps what was said for the next run, unless someone failed, or comes from elsewhere and has a worker of its own. */
static void remember(struct run *run)
{
	const struct registry *registry = run->options->registry;
	struct buf *said = run->options->said;
	bool whole = !run->said.failed && run->status && run->own == registry->count;

	for (size_t i = 0; whole && i < registry->count; i++)
		whole = !strcmp(run->status[i].status, "ok");
	if (said && !run->as_before) {
		buf_free(said);
		*said = whole ? run->said : (struct buf){ 0 };
	}
	if (!said || run->as_before || !whole)
		buf_free(&run->said);
}

/* Lists the loaded and the refused plugins together. */
static int prepare(struct run *run)
{
	const struct registry *registry = run->options->registry;
	size_t count = registry->count + registry->refused_count;
	struct plugin_status *status = arena_alloc(run->report->arena, (count + 1) * sizeof(*status));

	if (!status)
		return -ENOMEM;
	for (size_t i = 0; i < registry->count; i++)
		status[i] = (struct plugin_status){ registry->loaded[i].plugin->name, "timed_out",
			"the run's time was up before it began" };
	for (size_t i = 0; i < registry->refused_count; i++)
		status[registry->count + i] = registry->refused[i];
	run->status = status;
	run->report->plugins = status;
	run->report->plugin_count = count;
	return put_in_order(run);
}

int probe_run(struct arena *arena, const struct run_options *options, struct report *report)
{
	unsigned limit = options->deadline_ms ? options->deadline_ms : XF_RUN_DEADLINE_MS;
	uint64_t begin = clock_us();
	struct run run = { .options = options, .report = report, .deadline = clock_ms() + limit };

	*report = (struct report){ .arena = arena, .host = "", .live = machine_is_live(options->machine) };
	facts_init(&report->facts, arena);
	facts_init(&report->moving, arena);
	if (options->exiting)
		*options->exiting = 0;
	int error = prepare(&run);

	compare(&run);
	if (!error && options->in_process)
		error = run_here(&run);
	while (!error && run.next < options->registry->count && clock_ms() < run.deadline)
		error = use_worker(&run);
	buf_free(&run.input);
	remember(&run);
	if (!error && run.as_before)
		error = -EALREADY;
	if (!error && report->plugin_count)
		qsort(run.status, report->plugin_count, sizeof(*run.status), by_name);
	if (!error)
		error = facts_report_make(report, &rules_model, NULL);
	if (run.done.pid && !options->exiting)
		probe_worker_dismiss(&run.done);
	else if (run.done.pid)
		*options->exiting = probe_worker_leave(&run.done);
	report->took_us = clock_us() - begin;
	report->made_at = (uint64_t)time(NULL);
	return error;
}
