/* SPDX-License-Identifier: MIT */
/*
 * The command line. Help, completion, the parser and the manual's test all come from the tables below.
 * Nothing is looked up that a command does not need: a process that only prints facts loads no locale
 * and no library but the C library.
 */
#include "core/cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>

const struct xf_option xf_global_options[] = {
	{ XF_OPT_ROOT, "root", 0, "DIR", NULL, "read the captured tree DIR instead of this machine" },
	{ XF_OPT_GUEST, "guest", 0, "FILE", NULL, "read the recorded guest FILE instead of this machine" },
	{ XF_OPT_PLUGIN_DIR, "plugin-dir", 0, "DIR", NULL, "load the plugins of DIR, no others" },
	{ XF_OPT_COLOR, "color", 0, "WHEN", "auto always never", "colour the output" },
	{ XF_OPT_HELP, "help", 'h', NULL, NULL, "print help and exit" },
	{ XF_OPT_VERSION, "version", 'V', NULL, NULL, "print the version and exit" },
	{ XF_OPT_COMPLETION, "print-completion", 0, "SHELL", "bash zsh fish", NULL },
	{ .name = NULL },
};

static const struct xf_option no_options[] = { { .name = NULL } };

static const struct xf_option facts_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", XF_FORMATS,
	  "output format; json unless given" },
	{ .name = NULL },
};

static const struct xf_option list_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", "table json yaml", "output format; table unless given" },
	{ .name = NULL },
};

static const struct xf_option record_options[] = {
	{ XF_OPT_COMMENT, "comment", 0, "TEXT", NULL, "lines to write at the top of the file" },
	{ .name = NULL },
};

static const struct xf_option agent_options[] = {
	{ XF_OPT_CONFIG, "config", 0, "PATH", NULL, "read PATH, a file or a folder, for /etc/xenfacts" },
	{ XF_OPT_ONCE, "once", 0, NULL, NULL, "look once, hand the report to the sinks, and end" },
	{ .name = NULL },
};

const struct xf_command xf_no_command = {
	"", "", "tell a Xen guest's mode and features, with proof",
	"Without a command: the guest's mode, and how each part of the machine works.\n",
	no_options, XF_ARG_NONE, NULL, 0, 0, xf_cmd_report,
};

const struct xf_command xf_module_command = {
	"", "", "", "", no_options, XF_ARG_NONE, NULL, 0, 0, xf_cmd_ansible,
};

const struct xf_command xf_commands[] = {
	{ "facts", "[KEY...]", "print all facts, or those at or below each KEY",
	  "Exit status 0 whenever a report could be made, whatever it says. ansible, facter\n"
	  "and salt are for those tools: always exit status 0, one object, no messages.\n",
	  facts_options, XF_ARG_KEY, NULL, 0, -1, xf_cmd_facts },
	{ "is", "MODE|xen|dom0|domU", "answer one question by exit status",
	  "Prints nothing: exit status 0 means yes, 1 no, 3 that it is unknown or that\n"
	  "the evidence conflicts. MODE is none, pv, hvm, hvm_pv_drivers, pvhvm or pvh.\n",
	  no_options, XF_ARG_WORDS, "none pv hvm hvm_pv_drivers pvhvm pvh xen dom0 domU", 1, 1, xf_cmd_is },
	{ "explain", "[KEY]", "show the evidence for and against, and what to do",
	  "KEY is a verdict (mode, domain, disk, network ...), any fact, or what facts\n"
	  "stand below, such as block; all verdicts unless given.\n",
	  no_options, XF_ARG_KEY, NULL, 0, 1, xf_cmd_explain },
	{ "list", "[plugins|facts|rules]", "list what this program knows",
	  "plugins unless given. No machine is looked at.\n",
	  list_options, XF_ARG_WORDS, "plugins facts rules", 0, 1, xf_cmd_list },
	{ "record", "FILE", "write this machine down as a guest, for a bug report",
	  "Serial numbers, UUIDs, addresses and host names are blanked. Replay it with\n"
	  "--guest FILE. FILE - is standard output; --root DIR makes a file of a tree.\n",
	  record_options, XF_ARG_FILE, NULL, 1, 1, xf_cmd_record },
	{ "decode", "HEX", "name the bits of a Xen feature word",
	  "The word of /sys/hypervisor/properties/features, such as 00000705.\n",
	  no_options, XF_ARG_NONE, NULL, 1, 1, xf_cmd_decode },
	{ "plugin", "check FILE | new NAME", "check a plugin, or start writing one",
	  "check: loads FILE and runs it as a real run does, on this machine or on that of\n"
	  "--guest, and prints what it promises, what it says, and what it does wrong.\n"
	  "new: writes a plugin that compiles, its Makefile and README to the folder NAME.\n",
	  no_options, XF_ARG_WORDS, "check new", 2, 2, xf_cmd_plugin },
	{ "agent", "", "keep reports fresh where other tools look for them",
	  "Runs until SIGTERM. Looks at the machine at intervals and when devices come or\n"
	  "go, and hands changed reports to the sinks of the configuration, see\n"
	  "xenfacts.yaml(5). SIGHUP reads the configuration again.\n",
	  agent_options, XF_ARG_NONE, NULL, 0, 0, xf_cmd_agent },
	{ "config", "check|show [PATH]", "check or show the agent's configuration",
	  "check: prints nothing if all is right, else file, line, column and what is not.\n"
	  "show: prints the whole effective configuration. PATH is a file or a folder.\n",
	  no_options, XF_ARG_WORDS, "check show", 1, 2, xf_cmd_config },
	{ .name = NULL },
};

/*
 * A caller may have closed 0, 1 or 2; the next file opened would then take its place and get our output.
 * Opened the wrong way round, each fails loudly when it is used.
 */
static void occupy_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

static int run(const struct xf_cli *cli)
{
	if (cli->option[XF_OPT_HELP])
		xf_help(*cli->command->name ? cli->command : &xf_no_command);
	else if (cli->option[XF_OPT_VERSION])
		puts("xenfacts " XF_VERSION);
	else if (cli->option[XF_OPT_COMPLETION])
		return xf_completion(cli->option[XF_OPT_COMPLETION]);
	else
		return cli->command->run(cli);
	return XF_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct xf_cli cli;

	occupy_standard_files();
	/* Had whoever started us ignored it, the kernel would reap our children unseen (wait(2)). */
	signal(SIGCHLD, SIG_DFL);
	int code = xf_cli_parse(&cli, argc, argv);

	if (code == XF_EXIT_OK)
		code = run(&cli);
	/* A failure has been told already; the same one twice helps nobody. */
	return code == XF_EXIT_OK ? xf_output_finish() : code;
}
