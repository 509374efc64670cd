/* SPDX-License-Identifier: MIT */
/*
 * Records a machine. The file appears whole or not at all: it is written under another name, synced and renamed. An
 * existing file that is not regular (/dev/stdout, a pipe) is written to directly, since renaming would replace it.
 * What was written is told on standard error, which never is the record: somebody must read that before it is sent, and
 * until then nobody else may.
 */

#include "core/cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/cli/session.h"
#include "core/record/record.h"
#include "core/util/files.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_COMMENT, "comment", 0, "TEXT", NULL, "comment to write at the top of the file" },
	{ XF_OPT_FORCE, "force", 0, NULL, NULL, "replace FILE if it exists" },
	{ .name = NULL },
};

const struct command command_record = {
	"record", "FILE", "record this machine as a guest, for a bug report",
	"Only what plugins read is written; of the command line, their parameters.\n"
	"Serial numbers, UUIDs, addresses, host and user names are blanked. Read FILE\n"
	"before you send it: only its owner may, until you change that. Replay it with\n"
	"--guest FILE. FILE - is standard output; --root DIR records a tree.\n",
	own_options, XF_ARG_FILE, NULL, 1, 1, run
};

/*
 * The whole guest in memory, which the caller frees. Written to memory first, so that a full disk is reported by its
 * own errno and not mistaken for a read that failed.
 */
static int record(const struct session *session, const char *comment, char **text, size_t *size)
{
	FILE *file = open_memstream(text, size);

	if (!file)
		return -errno;
	int error = record_machine(session->machine, &session->registry,
	                           comment ? comment : "recorded by xenfacts " XF_VERSION, file);

	return fclose(file) && !error ? -ENOMEM : error;
}

static int write_all(FILE *file, const char *text, size_t size)
{
	return fwrite(text, 1, size, file) != size || fflush(file) ? -errno : 0;
}

static int write_in_place(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return -errno;
	int error = write_all(file, text, size);

	return fclose(file) && !error ? -errno : error;
}

/* A text in memory. */
struct text {
	const char *bytes;
	size_t size;
};

static int fill(int file, void *context)
{
	const struct text *text = context;

	if (fchmod(file, 0600)) /* whatever the umask says */
		return -errno;
	return files_write_all(file, text->bytes, text->size);
}

static int write_beside(struct arena *arena, const char *path, bool force, struct text *text)
{
	return files_replace(&(struct file_replacement){ .folder = AT_FDCWD, .name = path, .mode = 0600, .keep = !force,
		.fresh = arena_fmt(arena, "%s.%ld.tmp", path, (long)getpid()), .fill = fill, .context = text });
}

static int put(const struct session *session, const char *path, bool force, const char *text, size_t size)
{
	struct stat status;
	int error;

	if (!strcmp(path, "-")) {
		error = write_all(stdout, text, size);
		return error ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) : XF_EXIT_OK;
	}
	if (!stat(path, &status) && !S_ISREG(status.st_mode))
		error = write_in_place(path, text, size);
	else
		error = write_beside(session->arena, path, force, &(struct text){ text, size });
	return error ? cli_fail_errno(XF_OP_RECORD, path, error) : XF_EXIT_OK;
}

/* How many entries a record has, and how many lines of the kernel log. */
static void count(const char *text, size_t *entries, size_t *lines)
{
	bool log = false;

	*entries = *lines = 0;
	for (const char *at = text; *at; at += *at == '\n') {
		bool content = *at == '|' || *at == '\\';

		if (!content)
			log = !strncmp(at, "log\n", 4);
		*entries += !content && *at != '#' && at != text;
		*lines += content && log;
		at += strcspn(at, "\n");
	}
}

static void tell(const char *path, const char *text, size_t size)
{
	size_t entries, lines;

	count(text, &entries, &lines);
	fprintf(stderr, "xenfacts: %s: %zu entries, %zu lines of the kernel log, %zu bytes of text\n"
	        "Read it before you send it: what plugins read, and what is blanked in it, are in xenfacts(1).\n",
	        !strcmp(path, "-") ? "standard output" : path, entries, lines, size);
}

static int run(const struct cli *cli)
{
	struct session session;
	char *text = NULL;
	size_t size = 0;
	int code = cli_machine(&session, cli);

	if (code == XF_EXIT_OK) {
		int error = record(&session, cli->option[XF_OPT_COMMENT], &text, &size);

		code = error ? cli_fail_errno(XF_OP_GATHER, "", error)
		             : put(&session, cli->arguments[0], cli->option[XF_OPT_FORCE], text, size);
		if (code == XF_EXIT_OK)
			tell(cli->arguments[0], text, size);
		free(text);
	}
	probe_session_close(&session);
	return code;
}
