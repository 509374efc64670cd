/* SPDX-License-Identifier: MIT */
/* What a comparison is given may be of several kinds; which one, the file itself shows, so that nobody need say it. */
#include "core/cli/side.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/util/files.h"
#include "core/util/parse.h"

/* Makes a report with the options. */
static int make(struct cli_side *side, const struct session_options *options)
{
	if (probe_session_report(&side->session, options))
		return cli_fail_session(&side->session.failure);
	int error = saved_take(&side->saved, &side->session.report);

	side->name = side->session.report.host;
	return error ? cli_fail_errno(XF_STEP_MEMORY, "", error) : XF_EXIT_OK;
}

/* The options, but for this guest or tree. */
static int make_of(struct cli_side *side, const struct cli *cli, const char *guest, const char *root)
{
	struct session_options options = cli_options(cli);

	options.guest = guest;
	options.root = root;
	options.log = NULL;
	return make(side, &options);
}

static int read_saved(struct cli_side *side, const char *path, int file)
{
	const char *wrong;
	char *bytes = NULL;
	size_t size;
	int error = files_slurp(file, XF_SAVED_CAP, &bytes, &size);

	if (!error && !(side->arena = arena_new()))
		error = -ENOMEM;
	if (error) {
		free(bytes);
		return error == -ENOMEM ? cli_fail_errno(XF_STEP_MEMORY, "", error) :
			cli_fail_errno(XF_OP_SAVED, path, error);
	}
	side->name = parse_clean(side->arena, path, strlen(path), SIZE_MAX);
	error = saved_read(&side->saved, side->arena, path, bytes, size, &wrong);
	free(bytes);
	if (error == -ENOMEM)
		return cli_fail_errno(XF_STEP_MEMORY, "", error);
	return error ? cli_fail(error == -ELIBACC ? XF_EXIT_INTERNAL : XF_EXIT_INPUT, "%s", wrong) : XF_EXIT_OK;
}

static bool is_guest(int file)
{
	static const char first[] = "xenfacts guest ";
	char bytes[sizeof(first) - 1];

	return pread(file, bytes, sizeof(bytes), 0) == (ssize_t)sizeof(bytes) && !memcmp(bytes, first, sizeof(bytes));
}

/* A pipe is fine: a shell's <(command) is one. */
static int open_path(struct cli_side *side, const struct cli *cli, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), code;
	struct stat status = { .st_mode = 0 };

	if (file < 0 || fstat(file, &status))
		code = cli_fail_errno(XF_OP_SAVED, path, -errno);
	else if (S_ISDIR(status.st_mode))
		code = make_of(side, cli, NULL, path);
	else if (is_guest(file))
		code = make_of(side, cli, path, NULL);
	else if (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode))
		code = read_saved(side, path, file);
	else
		code = cli_fail_errno(XF_OP_SAVED, path, -ESPIPE);
	if (file >= 0)
		close(file);
	return code;
}

int cli_side_open(struct cli_side *side, const struct cli *cli, const char *path)
{
	struct session_options options = cli_options(cli);

	*side = (struct cli_side){ .name = "" };
	if (!path)
		return make(side, &options);
	return strcmp(path, "-") ? open_path(side, cli, path) : read_saved(side, "standard input", STDIN_FILENO);
}

void cli_side_close(struct cli_side *side)
{
	probe_session_close(&side->session);
	arena_free(side->arena);
}
