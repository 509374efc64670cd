/* SPDX-License-Identifier: MIT */
/*
 * The whole program while something fails: the n-th allocation, read, write, fork, rename and more, in the program and
 * in each process that it forks, for every n until there is no n-th. Whatever fails, the program does not crash, leak
 * or hang; it ends as documented and says why; its report may know less, and says so, but nothing else; and a file that
 * it writes is the old one or a whole new one, and the new one after the next run.
 *
 * The linker has the C library call __wrap_main, and keeps the program's own as __real_main (tests/CMakeLists.txt).
 * XF_TORTURE is how many n are tried of each call; "all": every one. Without it few are, the same ones each time.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/torture/faults.h"
#include "tests/torture/judge.h"

#define FEW 1
#define SANITIZER_EXIT 99
#define OLD "old=true\n"

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);
const char *__asan_default_options(void);
const char *__lsan_default_options(void);

/* A sanitizer's complaint must not look like an exit code of the program. */
const char *__asan_default_options(void)
{
	return "exitcode=99:allocator_may_return_null=1";
}

const char *__lsan_default_options(void)
{
	return "exitcode=99";
}

static const char *const kinds[FAULT_KINDS] = {
	[FAULT_ALLOC] = "alloc", [FAULT_READ] = "read", [FAULT_WRITE] = "write", [FAULT_FORK] = "fork",
	[FAULT_RENAME] = "rename", [FAULT_OPEN] = "open", [FAULT_MAKE] = "make", [FAULT_STAT] = "stat",
	[FAULT_SYNC] = "sync", [FAULT_POLL] = "poll",
};

static const char *const guests[] = {
	"xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1", "hand-10-bare-metal-xen-kernel",
};

/* A command on one guest. */
struct subject {
	const char *name, *guest;
	const char *words;
	bool writes; /* a file, out/facts */
	struct fault_plan *plan;
	char *good; /* what it says when nothing fails */
	unsigned long few;
	size_t tried, wrong;
};

/* How a run ended. */
struct outcome {
	int status;
	char *out, *err, *file;
};

static void must(bool held, const char *what)
{
	if (held)
		return;
	fprintf(stderr, "torture: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The whole of a file, as a text; "" if it is not there. */
static char *slurp(const char *path)
{
	char *text = calloc(1, 1 << 20);
	FILE *file = fopen(path, "r");

	must(text != NULL, "no memory");
	if (file) {
		text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
		fclose(file);
	}
	return text;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	must(file && fputs(text, file) >= 0 && !fclose(file), path);
}

/* ---- one run ---- */

static void redirect(int fd, const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	must(file >= 0 && dup2(file, fd) == fd, path);
}

static _Noreturn void child(const struct subject *subject)
{
	int count = 0;
	char *words[16] = { NULL }, *copy = strdup(subject->words), *rest = copy;

	while ((words[count] = strtok_r(rest, " ", &rest)))
		count++;
	redirect(1, "out.txt");
	redirect(2, "err.txt");
	faults_arm(subject->plan);
	int code = __real_main(count, words);

	faults_arm(NULL); /* a leak is looked for at the exit */
	free(copy);
	exit(code);
}

static struct outcome run(const struct subject *subject)
{
	struct outcome outcome = { .status = -1 };

	memset(subject->plan->counts, 0, sizeof(subject->plan->counts));
	subject->plan->processes = 0;
	fflush(NULL);
	pid_t pid = fork();

	if (!pid)
		child(subject);
	must(pid > 0 && waitpid(pid, &outcome.status, 0) == pid, "cannot run it");
	outcome.out = slurp("out.txt");
	outcome.err = slurp("err.txt");
	outcome.file = subject->writes ? slurp("out/facts") : NULL;
	return outcome;
}

static void release(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
	free(outcome->file);
}

/* ---- judging it ---- */

static const char *judge_file(const struct subject *subject, const struct outcome *outcome, int code)
{
	if (!strcmp(outcome->file, OLD))
		return code ? NULL : "nothing was written, and the exit code is 0";
	if (!access("out/.facts.new", F_OK))
		return "a part of a file is left behind";
	return judge_flat(subject->good, outcome->file);
}

/* NULL, or what is wrong. */
static const char *judge(const struct subject *subject, const struct outcome *outcome)
{
	int code = WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;

	if (code < 0)
		return "it crashed";
	if (code == SANITIZER_EXIT || strstr(outcome->err, "Sanitizer"))
		return "a sanitizer complains";
	if (code != 0 && code != 4 && code != 5)
		return "its exit code is not one of a failure";
	if (*outcome->err && !judge_errors(outcome->err))
		return "standard error is not sentences";
	if (code && !*outcome->err)
		return "it failed without a sentence";
	if (subject->writes)
		return judge_file(subject, outcome, code);
	return code ? NULL : judge_flat(subject->good, outcome->out);
}

static void complain(struct subject *subject, const struct outcome *outcome, const char *wrong)
{
	const struct fault_plan *plan = subject->plan;

	subject->wrong++;
	printf("%s of %s, %s %lu of process %d: %.*s\n  status %#x, standard error: %s\n", subject->name,
	       subject->guest, plan->pieces ? "in pieces" : kinds[plan->kind], plan->fails, plan->process,
	       (int)strcspn(wrong, "\n"), wrong, (unsigned)outcome->status, outcome->err);
	if (getenv("XF_TORTURE_STOP")) /* what it printed and wrote is still there */
		exit(1);
}

static void reset(const struct subject *subject)
{
	if (subject->writes)
		put("out/facts", OLD);
}

/* Is a report the good one? On a busy machine, a plugin may run out of time. */
static bool is_whole(const struct subject *subject, const struct outcome *outcome)
{
	const char *text = subject->writes ? outcome->file : outcome->out;

	return !outcome->status && (!strcmp(text, subject->good) || strstr(text, "=timed_out\n"));
}

/* After a failure, the next run must succeed: nothing that it finds may be in its way. */
static const char *recover(const struct subject *subject)
{
	struct subject again = *subject;
	struct fault_plan none = { .fails = 0 };

	again.plan = &none;
	struct outcome outcome = run(&again);
	const char *wrong = judge(&again, &outcome);

	if (!wrong && !is_whole(&again, &outcome))
		wrong = "the run after it fails, too";
	release(&outcome);
	return wrong;
}

/* Makes one call fail; false if there is no such call. */
static void try(struct subject *subject, enum fault_kind kind, int process, unsigned long number)
{
	struct fault_plan *plan = subject->plan;

	plan->kind = kind;
	plan->process = process;
	plan->fails = number;
	reset(subject);
	struct outcome outcome = run(subject);
	const char *wrong = judge(subject, &outcome);

	if (!wrong && outcome.status && subject->writes)
		wrong = recover(subject);
	if (wrong)
		complain(subject, &outcome, wrong);
	release(&outcome);
	subject->tried++;
}

/* ---- which calls ---- */

/* Every one, or a few: the first, and others that a fixed seed chooses from equal parts of the rest. */
static void try_kind(struct subject *subject, enum fault_kind kind, int process, unsigned long count)
{
	unsigned long parts = count < subject->few ? count : subject->few;
	uint64_t seed = 1;

	for (unsigned long i = 0; i < parts; i++) {
		unsigned long from = i * count / parts, to = (i + 1) * count / parts;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		try(subject, kind, process, from + 1 + (i ? (unsigned long)(seed >> 33) % (to - from) : 0));
	}
}

static void try_pieces(struct subject *subject)
{
	*subject->plan = (struct fault_plan){ .pieces = true };
	reset(subject);
	struct outcome outcome = run(subject);
	const char *wrong = judge(subject, &outcome);

	if (!wrong && (outcome.status || *outcome.err))
		wrong = "a short or interrupted call made it fail";
	if (!wrong && !is_whole(subject, &outcome))
		wrong = "a short or interrupted call changed its report";
	if (wrong)
		complain(subject, &outcome, wrong);
	release(&outcome);
	subject->plan->pieces = false;
}

static void torture(struct subject *subject)
{
	unsigned long counts[FAULT_PROCESSES][FAULT_KINDS];

	*subject->plan = (struct fault_plan){ .fails = 0 };
	do {
		free(subject->good);
		put("out/facts", OLD);
		struct outcome outcome = run(subject);

		must(!outcome.status && !*outcome.err, outcome.err);
		subject->good = strdup(subject->writes ? outcome.file : outcome.out);
		release(&outcome);
	} while (strstr(subject->good, "=timed_out\n"));
	memcpy(counts, subject->plan->counts, sizeof(counts));
	must(judge_flat(subject->good, subject->good) == NULL, "the report of a good run");
	try_pieces(subject);
	for (int process = 0; process < FAULT_PROCESSES; process++)
		for (int kind = 0; kind < FAULT_KINDS; kind++)
			try_kind(subject, kind, process, counts[process][kind]);
	printf("%s of %s: %zu tried, %zu wrong\n", subject->name, subject->guest, subject->tried, subject->wrong);
	free(subject->good);
}

/* ---- where ---- */

/* The guest as a file, and as a tree; a configuration with one sink; folders to write to. */
static void prepare(const char *guest)
{
	const char *source = getenv("XF_SOURCE_DIR");
	char command[8192], folder[4000];

	must(source && getcwd(folder, sizeof(folder)), "XF_SOURCE_DIR");
	snprintf(command, sizeof(command),
	         "rm -rf tree etc out run state && mkdir tree etc out run state && chmod 755 etc out run state && "
	         "cp '%s/tests/guests/%s.guest' machine.guest && '%s/tests/guests/unfold' machine.guest tree",
	         source, guest, source);
	must(!system(command), command);
	snprintf(command, sizeof(command),
	         "deadline: 1h\nsinks:\n  facts: false\n  file: {type: file, format: flat, path: %s/out/facts}\n",
	         folder);
	put("etc/xenfacts.yaml", command);
	must(!chmod("etc/xenfacts.yaml", 0644), "chmod");
	snprintf(command, sizeof(command), "%s/run", folder);
	must(!setenv("RUNTIME_DIRECTORY", command, 1), "setenv");
	snprintf(command, sizeof(command), "%s/state", folder);
	must(!setenv("STATE_DIRECTORY", command, 1), "setenv");
}

int __wrap_main(int argc, char **argv)
{
	const char *few = getenv("XF_TORTURE");
	struct fault_plan *plan = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t wrong = 0;

	must(plan != MAP_FAILED, "mmap");
	for (size_t i = 0; i < sizeof(guests) / sizeof(guests[0]); i++) {
		struct subject subjects[] = {
			{ .name = "one-shot", .words = "xenfacts --root tree facts --format flat" },
			{ .name = "replay", .words = "xenfacts --guest machine.guest facts --format flat" },
			{ .name = "agent", .words = "xenfacts --root tree agent --once --config etc", .writes = true },
		};

		prepare(guests[i]);
		for (size_t j = 0; j < sizeof(subjects) / sizeof(subjects[0]); j++) {
			subjects[j].guest = guests[i];
			subjects[j].plan = plan;
			subjects[j].few = !few ? FEW : strcmp(few, "all") ? strtoul(few, NULL, 10) : ULONG_MAX;
			if (argc < 2 || !strcmp(argv[1], subjects[j].name))
				torture(&subjects[j]);
			wrong += subjects[j].wrong;
		}
	}
	return wrong != 0;
}
