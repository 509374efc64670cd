/* SPDX-License-Identifier: MIT */
/*
 * The program. Help, completion, the parser and the manual's test all come from the tables in core/cli/options.c and in
 * the files cmd-NAME.c here, which CMake lists: each holds one command.
 * Nothing is loaded before a command needs it: printing facts loads no locale and no library but the C library.
 */

#include "core/cli/options.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/commands/check.h"
#include "core/cli/errors.h"
#include "core/cli/help.h"
#include "core/cli/output.h"
#include "core/util/trust.h"

/*
 * A caller may have closed 0, 1 or 2; the next file opened would take that number and receive our output. Open each in
 * the wrong direction instead, so that using it fails loudly.
 */
static void occupy_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

extern const struct command command_none, command_module;
#define XF_COMMAND(name) extern const struct command command_##name;
#include <command-list.h>
#undef XF_COMMAND

#define XF_COMMAND(name) &command_##name,
static const struct command *const commands[] = {
#include <command-list.h>
	NULL,
};

static const struct cli_program program = { commands, &command_none, &command_module, &command_check };

static int run(const struct cli *cli)
{
	if (cli->option[XF_OPT_HELP])
		cli_help(cli->program, cli->command);
	else if (cli->option[XF_OPT_VERSION])
		puts("xenfacts " XF_VERSION);
	else if (cli->option[XF_OPT_COMPLETION])
		return cli_completion(cli->program, cli->option[XF_OPT_COMPLETION]);
	else
		return cli->command->run(cli);
	return XF_EXIT_OK;
}

static bool names_check(int argc, char **argv)
{
	bool check = false;

	for (int i = 1; i < argc; i++)
		check = check || !strcmp(argv[i], program.monitor->name);
	return check;
}

/* A mistake may stand before the word, which was then not read as the command. */
static bool is_check(const struct cli *cli, int argc, char **argv)
{
	return cli->command == program.monitor || (cli->command == program.none && names_check(argc, argv));
}

/* Options name files and code to open: whoever may call us with more rights than their own would have those. */
static int refuse_raised(bool check)
{
	const char *why = "its file has a set-user-ID or set-group-ID bit or capabilities, which would let anyone act "
	                  "with its rights; run `chmod ug-s` and `setcap -r` on it, and call it by sudo";

	return check ? command_check_failed(why) : cli_fail(XF_EXIT_USAGE, "cannot run: %s", why);
}

int main(int argc, char **argv)
{
	struct cli cli;

	occupy_standard_files();
	if (trust_is_raised())
		return refuse_raised(names_check(argc, argv));
	/* If our parent ignored SIGCHLD, the kernel would reap our children before we can (wait(2)). */
	signal(SIGCHLD, SIG_DFL);
	int code = cli_parse(&cli, &program, argc, argv);

	if (code != XF_EXIT_OK && is_check(&cli, argc, argv))
		return command_check_failed("usage error; see `xenfacts check --help`");
	if (code == XF_EXIT_OK)
		code = run(&cli);
	/* A failure has been reported already; do not report it twice. */
	return code == XF_EXIT_OK ? cli_output_finish() : code;
}
