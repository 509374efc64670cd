/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a command of xenfacts is: the tables from which help, completion and parsing are made. Functions here and in
 * cli/ that return XF_EXIT_USAGE, XF_EXIT_INPUT or XF_EXIT_INTERNAL have already printed why on standard error.
 */
#ifndef XF_CLI_H
#define XF_CLI_H

#include <stddef.h>

/** Exit codes; they are documented in xenfacts(1) and never change. */
enum exit_code {
	XF_EXIT_OK = 0, XF_EXIT_NO = 1, XF_EXIT_USAGE = 2, XF_EXIT_UNKNOWN = 3, XF_EXIT_INPUT = 4,
	XF_EXIT_INTERNAL = 5,
};

/** Every option; also the index of its value in struct cli. */
enum cli_option_id {
	XF_OPT_ROOT, XF_OPT_GUEST, XF_OPT_LOG, XF_OPT_PLUGIN_DIR, XF_OPT_REQUIRE_SANDBOX, XF_OPT_COLOR, XF_OPT_HELP,
	XF_OPT_VERSION, XF_OPT_COMPLETION, XF_OPT_FORMAT, XF_OPT_PROFILE, XF_OPT_JSON, XF_OPT_WARN, XF_OPT_CRIT,
	XF_OPT_COMMENT, XF_OPT_FORCE, XF_OPT_CONFIG, XF_OPT_ONCE, XF_OPT_ALL, XF_OPT_SINCE, XF_OPT_OUTPUT, XF_OPT_FROM,
	XF_OPT_COUNT,
};

/** One option. A table ends with an entry whose name is NULL. */
struct cli_option {
	enum cli_option_id id;
	const char *name;  /**< without the dashes */
	char letter;       /**< of the short form, or 0 */
	const char *value; /**< what help calls its value: "DIR"; NULL if it takes none */
	const char *words; /**< the allowed values, one blank between; NULL: anything */
	const char *help;  /**< one line; NULL hides the option */
};

/** For commands whose --format has json. */
#define XF_JSON_OPTION { XF_OPT_JSON, "json", 'j', NULL, NULL, "use the format json" }

/** The table of a command that has no options of its own. */
#define XF_NO_OPTIONS (&(const struct cli_option){ .name = NULL })

/** What a command's arguments are, for completion. */
enum cli_argument { XF_ARG_NONE, XF_ARG_WORDS, XF_ARG_KEY, XF_ARG_FILE };

struct cli;

/** One command. */
struct command {
	const char *name;
	const char *synopsis; /**< its arguments: "[KEY...]" */
	const char *help;     /**< one line */
	const char *more;     /**< the rest of its --help; lines of at most 79 bytes */
	const struct cli_option *options;
	enum cli_argument argument;
	const char *words;                 /**< of XF_ARG_WORDS: what the first argument may be */
	int least, most;                   /**< arguments; most -1: any number */
	int (*run)(const struct cli *cli); /**< an exit code */
};

/** Every command of the program. */
struct cli_program {
	const struct command *const *commands; /**< sorted by name; ends with NULL */
	const struct command *none;            /**< runs if no command is given */
	const struct command *module;          /**< runs if the command is a path: a call by Ansible */
	const struct command *monitor;         /**< a check: its exit statuses are Nagios' (cmd-check.c) */
};

/** A parsed command line. */
struct cli {
	const struct cli_program *program;
	const struct command *command;
	const char *word;                 /**< the command as given; NULL for none */
	const char *option[XF_OPT_COUNT]; /**< value, "" for one without; NULL if not given */
	int count;                        /**< of arguments */
	char **arguments;                 /**< of the command; ends with NULL */
};

#endif
