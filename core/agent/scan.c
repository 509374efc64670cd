/* SPDX-License-Identifier: MIT */
/*
 * A scan of the machine: a process that loads the plugins, makes the report and writes it to a memory file for each
 * format. Plugins are loaded afresh each time, so a replaced plugin is used from the next scan on, and a broken one can
 * break only that scan; the last good reports stay in place.
 */
#include "core/agent/scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/agent/change.h"
#include "core/agent/ec2.h"
#include "core/util/calls.h"
#include "core/util/clock.h"
#include "core/util/files.h"
#include "facts/formats/format.h"

#define GRACE_MS 10000u       /* beyond the deadline of the scan itself: a machine may stall */
#define AGAIN_MS 60000u       /* after a scan that failed */
#define REPORT_CAP (16u << 20)
#define UNCHANGED 2 /* exit status of a scan whose report would be that of the last one */
#define LAST "flat" /* format of the report that the next one is compared with; its profile is full */

static void close_formats(struct agent *agent)
{
	for (size_t i = 0; i < agent->format_count; i++)
		close(agent->formats[i].fd);
	agent->format_count = 0;
}

static bool is_format(const struct agent_format *format, const char *name, const char *profile)
{
	return !strcmp(format->name, name) && !strcmp(format->profile, profile);
}

static int open_format(struct agent *agent, const char *name, const char *profile)
{
	for (size_t i = 0; i < agent->format_count; i++)
		if (is_format(&agent->formats[i], name, profile))
			return 0;
	if (agent->format_count == XF_FORMATS_CAP)
		return -E2BIG;
	int fd = calls_memory_file("report");

	if (fd < 0)
		return -errno;
	agent->formats[agent->format_count++] = (struct agent_format){ name, profile, fd };
	return 0;
}

/* ---- in the scan's process ---- */

/* Drops disabled plugins; one installed since the configuration was read is enabled. */
static void select_plugins(struct registry *registry, const struct plugin_configs *plugins)
{
	size_t count = 0;

	for (size_t i = 0; i < registry->count; i++) {
		const struct plugin_config *plugin = config_plugin_of(plugins, registry->loaded[i].plugin->name);

		if (plugin && !plugin->enabled)
			continue;
		registry->loaded[count] = registry->loaded[i];
		if (plugin)
			config_plugin_apply(plugin, &registry->loaded[count]);
		count++;
	}
	registry->count = count;
}

static int write_format(const struct agent *agent, const struct report *report,
                        const struct agent_format *format)
{
	const struct format *own = format_find(format->name);
	FILE *file = fdopen(format->fd, "w");
	const char *wrong = "";
	int error = !own ? -EINVAL : !file ? -errno :
		format_write(own, file, report, format_profile(format->profile), &wrong);

	if (error)
		agent_say(agent, XF_AGENT_ERROR, "cannot write the format %s: %s", format->name,
		          *wrong ? wrong : strerror(-error));
	return error;
}

/* What plugins said in the last scan; nothing, if there is no memory or it is to be made anew. */
static void read_said(int fd, struct buf *said)
{
	struct stat status;

	if (fd < 0 || fstat(fd, &status) || status.st_size <= 0 || !buf_reserve(said, (size_t)status.st_size))
		return;
	ssize_t size = pread(fd, said->bytes, (size_t)status.st_size, 0);

	said->size = size > 0 ? (size_t)size : 0;
}

/* Half of it would never be equal to what is said next, but is removed anyway. */
static void write_said(int fd, const struct buf *said)
{
	if (fd >= 0 && !ftruncate(fd, 0) && pwrite(fd, said->bytes, said->size, 0) != (ssize_t)said->size)
		(void)!ftruncate(fd, 0);
}

static int scan(void *context)
{
	const struct agent *agent = context;
	const struct agent_options *options = agent->options;
	struct session session;
	struct buf said = { 0 };
	struct session_options wanted = options->session;

	wanted.require_sandbox |= agent->config.require_sandbox;
	int error = probe_session_machine(&session, &wanted);

	if (!error) {
		agent_ec2_refresh(agent, session.machine);
		select_plugins(&session.registry, &agent->config.plugins);
		read_said(agent->said, &said);
		session.said = agent->said >= 0 ? &said : NULL;
		error = probe_session_run(&session, (unsigned)agent->config.deadline_ms);
	}
	if (error == -EALREADY)
		return UNCHANGED;
	if (error)
		options->failed(options->context, &session.failure);
	for (size_t i = 0; i < agent->format_count && !error; i++)
		error = write_format(agent, &session.report, &agent->formats[i]);
	if (error)
		return 1; /* the process exits: nothing needs to be freed */
	agent_change_note(agent, &session.report);
	write_said(agent->said, &said);
	return 0;
}

/* ---- in the agent's process ---- */

static void schedule(struct agent *agent, uint64_t now)
{
	uint64_t wait = agent->config.interval_ms + clock_random(agent->config.jitter_ms);

	if (agent->failed && wait > AGAIN_MS)
		wait = AGAIN_MS;
	/* An event that came during the scan has already set an earlier time. */
	if (!agent->event_first)
		agent->scan_due = now + wait;
}

/*
 * Remembers what plugins say, so that a scan that finds nothing new can end there. Not if a report has its time in it,
 * or counters: that is never the same.
 */
static void open_said(struct agent *agent)
{
	bool moves = agent->options->once;

	for (size_t i = 0; i < agent->format_count; i++) {
		const struct format *format = format_find(agent->formats[i].name);

		moves |= !format || format->metrics;
	}
	if (!moves && agent->said < 0)
		agent->said = calls_memory_file("said"); /* without it, all is made anew each time */
	if (moves)
		agent_scan_forget(agent);
}

static void begin(struct agent *agent, uint64_t now)
{
	int error = 0;

	agent->event_first = 0;
	agent->scan_due = XF_NEVER;
	for (size_t i = 0; i < agent->outlet_count && !error; i++)
		error = open_format(agent, agent->outlets[i].config->format, agent->outlets[i].config->profile);
	if (!error && !agent->options->once)
		error = open_format(agent, LAST, XF_PROFILE_FULL);
	open_said(agent);
	if (!error)
		error = agent_task_start(&agent->scan, agent->config.deadline_ms + GRACE_MS, true, scan, agent);
	if (!error)
		return;
	close_formats(agent);
	agent->failed = true;
	agent->scans++;
	agent_say(agent, XF_AGENT_ERROR, "cannot start a scan: %s%s", strerror(-error),
	          agent->options->once ? "" : "; trying again in a minute");
	schedule(agent, now);
}

/* ---- the end of a scan ---- */

static char *read_report(int fd, size_t *size)
{
	struct stat status;

	if (fstat(fd, &status) || status.st_size <= 0 || status.st_size > (off_t)REPORT_CAP)
		return NULL;
	*size = (size_t)status.st_size;
	char *bytes = malloc(*size);

	/* The scan's process wrote through the same open file, so its offset is at the end. */
	if (bytes && !lseek(fd, 0, SEEK_SET) && files_read_all(fd, bytes, *size) == (ssize_t)*size)
		return bytes;
	free(bytes);
	return NULL;
}

static void hand_out(struct agent *agent, const struct agent_format *format, uint64_t now)
{
	size_t size = 0;
	char *bytes = read_report(format->fd, &size);

	if (!bytes) {
		agent->failed = true;
		agent_say(agent, XF_AGENT_ERROR, "the scan produced no report in the format %s", format->name);
	}
	for (size_t i = 0; bytes && i < agent->outlet_count; i++) {
		struct outlet *outlet = &agent->outlets[i];
		bool wants = is_format(format, outlet->config->format, outlet->config->profile);
		int error = wants ? agent_outlet_take(outlet, bytes, size, now) : 0;

		if (error == -ENOMEM) {
			agent->failed = true;
			agent_say(agent, XF_AGENT_ERROR, "the sink %s: not enough memory for its report",
			          outlet->config->name);
		} else if (error) {
			agent_say(agent, XF_AGENT_WARNING, XF_OUTLET_UNKEPT, outlet->config->name,
			          strerror(-error));
		}
	}
	if (!is_format(format, LAST, XF_PROFILE_FULL) || agent->options->once) {
		free(bytes);
	} else if (bytes) {
		free(agent->last);
		agent->last = bytes;
		agent->last_size = size;
	}
}

static void end(struct agent *agent, uint64_t now, int status, bool killed)
{
	agent->scans++;
	bool unchanged = WIFEXITED(status) && WEXITSTATUS(status) == UNCHANGED;

	agent->failed = !unchanged && (!WIFEXITED(status) || WEXITSTATUS(status));
	if (killed)
		agent_say(agent, XF_AGENT_ERROR, "the scan took too long and was stopped; keeping the last reports");
	else if (agent->failed)
		agent_say(agent, XF_AGENT_ERROR, "the scan failed (status %#x); keeping the last reports",
		          (unsigned)status);
	bool whole = !agent->failed && !unchanged;

	for (size_t i = 0; i < agent->outlet_count && unchanged; i++) /* what a sink wrote may have been removed */
		agent_outlet_take(&agent->outlets[i], agent->outlets[i].bytes, agent->outlets[i].length, now);

	for (size_t i = 0; i < agent->format_count && whole; i++)
		hand_out(agent, &agent->formats[i], now); /* a missing format does not keep the others back */
	if (agent->failed)
		agent_scan_forget(agent);
	close_formats(agent);
	schedule(agent, now);
}

void agent_scan_forget(struct agent *agent)
{
	if (agent->said >= 0)
		close(agent->said);
	agent->said = -1;
}

void agent_scan_work(struct agent *agent, uint64_t now)
{
	bool killed = agent->scan.killed;
	int status;

	if (agent_task_ended(&agent->scan, now, &status))
		end(agent, now, status, killed);
	if (!agent->scan.pid && now >= agent->scan_due && !agent_ending(agent) &&
	    !(agent->options->once && agent->scans))
		begin(agent, now);
}

uint64_t agent_scan_due(const struct agent *agent)
{
	if (agent->scan.pid)
		return agent->scan.killed ? XF_NEVER : agent->scan.limit;
	return agent_ending(agent) || (agent->options->once && agent->scans) ? XF_NEVER : agent->scan_due;
}

void agent_scan_stop(struct agent *agent)
{
	agent_task_stop(&agent->scan);
	close_formats(agent);
	agent_scan_forget(agent);
}
