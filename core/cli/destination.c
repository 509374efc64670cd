/* SPDX-License-Identifier: MIT */
/*
 * Output to a file. Commands print, and so do the libraries that they use, so standard output itself is what goes
 * there: the file's descriptor takes its place while a command prints. Then nothing has to know that there is a file,
 * and a terminal's colours and width are left out as they are for any file.
 */
#include "core/cli/destination.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/cli/output.h"
#include "core/util/files.h"

/* What is printed into a file, and how that ended. */
struct printing {
	const struct cli *cli;
	int (*print)(const struct cli *cli);
	int code;
};

/* A command that failed has said why; its file is not wanted then. */
static int fill(int file, void *context)
{
	struct printing *printing = context;
	int error = cli_output_flush(), own = error ? -1 : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (error || own < 0)
		return error ? error : -errno;
	if (dup2(file, STDOUT_FILENO) < 0)
		error = -errno;
	if (!error)
		printing->code = printing->print(printing->cli);
	if (!error)
		error = cli_output_flush();
	if (dup2(own, STDOUT_FILENO) < 0 && !error)
		error = -errno;
	close(own);
	return error || printing->code == XF_EXIT_OK ? error : -ECANCELED;
}

static int fill_in_place(const char *path, struct printing *printing)
{
	int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (file < 0)
		return -errno;
	int error = fill(file, printing);

	return close(file) && !error ? -errno : error;
}

static int fill_beside(const char *path, struct printing *printing)
{
	char fresh[4096];

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.%ld.tmp", path, (long)getpid()) >= sizeof(fresh))
		return -ENAMETOOLONG;
	return files_replace(&(struct file_replacement){ .folder = AT_FDCWD, .name = path, .fresh = fresh, .mode = 0666,
		.fill = fill, .context = printing });
}

static const char *path_of(const struct cli *cli)
{
	const char *path = cli->option[XF_OPT_OUTPUT];

	return path && strcmp(path, "-") ? path : NULL;
}

int cli_print_to(const struct cli *cli, int (*print)(const struct cli *cli))
{
	struct printing printing = { cli, print, XF_EXIT_OK };
	const char *path = path_of(cli);
	struct stat status;

	if (!path)
		return print(cli);
	int error = !stat(path, &status) && !S_ISREG(status.st_mode) ? fill_in_place(path, &printing) :
		fill_beside(path, &printing);

	if (printing.code != XF_EXIT_OK)
		return printing.code;
	return error ? cli_fail_errno(XF_OP_RECORD, path, error) : XF_EXIT_OK;
}

const char *cli_output_ending(const struct cli *cli)
{
	const char *path = path_of(cli), *slash = path ? strrchr(path, '/') : NULL;
	const char *dot = path ? strrchr(slash ? slash : path, '.') : NULL;

	return dot ? dot + 1 : "";
}
