/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the commands of xenfacts share: the tables that help, completion and parsing come from, a run of
 * the tool, output, and the wording of failures. Functions that return an exit code have said on
 * standard error what went wrong when it is one of XF_EXIT_USAGE, XF_EXIT_INPUT and XF_EXIT_INTERNAL.
 */
#ifndef XF_CLI_H
#define XF_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "facts/formats/encode.h"
#include "core/probe/registry.h"
#include "core/probe/run.h"
#include "core/machine/machine.h"
#include "core/util/arena.h"
#include "core/util/nearest.h"

/** Exit codes; they are documented in xenfacts(1) and never change. */
enum xf_exit {
	XF_EXIT_OK = 0, XF_EXIT_NO = 1, XF_EXIT_USAGE = 2, XF_EXIT_UNKNOWN = 3, XF_EXIT_INPUT = 4,
	XF_EXIT_INTERNAL = 5,
};

/* ---- tables ---- */

/** Every option there is; the index of its value in xf_cli. */
enum xf_option_id {
	XF_OPT_ROOT, XF_OPT_GUEST, XF_OPT_PLUGIN_DIR, XF_OPT_COLOR, XF_OPT_HELP, XF_OPT_VERSION,
	XF_OPT_COMPLETION, XF_OPT_FORMAT, XF_OPT_COMMENT, XF_OPT_CONFIG, XF_OPT_ONCE, XF_OPT_COUNT,
};

/** What `facts --format` may be. */
#define XF_FORMATS "json yaml text flat prometheus ansible facter salt"

/** One option. A table ends with an entry whose name is NULL. */
struct xf_option {
	enum xf_option_id id;
	const char *name;  /**< without the dashes */
	char letter;       /**< of the short form, or 0 */
	const char *value; /**< what help calls its value: "DIR"; NULL if it takes none */
	const char *words; /**< the allowed values, one blank between; NULL: anything */
	const char *help;  /**< one line; NULL hides the option */
};

/** What a command's arguments are, for completion. */
enum xf_argument { XF_ARG_NONE, XF_ARG_WORDS, XF_ARG_KEY, XF_ARG_FILE };

struct xf_cli;

/** One command. The table ends with an entry whose name is NULL. */
struct xf_command {
	const char *name;
	const char *synopsis;  /**< its arguments: "[KEY...]" */
	const char *help;      /**< one line */
	const char *more;      /**< what else its --help says; lines of at most 79 bytes */
	const struct xf_option *options;
	enum xf_argument argument;
	const char *words;     /**< of XF_ARG_WORDS: what the first argument may be */
	int least, most;       /**< arguments; most -1: any number */
	int (*run)(const struct xf_cli *cli); /**< an exit code */
};

extern const struct xf_command xf_commands[];
extern const struct xf_option xf_global_options[];
/** Prints the spectrum; the entry of the table that stands for no command at all. */
extern const struct xf_command xf_no_command;
/** What a call with the path of a file for a command may be: one of Ansible. */
extern const struct xf_command xf_module_command;

/** A parsed command line. */
struct xf_cli {
	const struct xf_command *command;
	const char *word;                 /**< the command as it was given; NULL for none */
	const char *option[XF_OPT_COUNT]; /**< value, "" for one without; NULL if not given */
	int count;                        /**< of arguments */
	char **arguments;                 /**< of the command; ends with NULL */
};

/* ---- options.c ---- */

/**
 * Parses a command line: global options, the command, then its options and arguments in any order.
 * XF_EXIT_OK, or XF_EXIT_USAGE.
 */
int xf_cli_parse(struct xf_cli *cli, int argc, char **argv);

/* ---- help.c, completion.c ---- */

/** Prints help for a command, or for all when it is xf_no_command. */
void xf_help(const struct xf_command *command);
/** Prints the completion script for "bash", "zsh" or "fish". An exit code. */
int xf_completion(const char *shell);

/* ---- errors.c ---- */

/** What was being done when a function answered -errno. */
enum xf_deed {
	XF_DEED_ROOT, XF_DEED_GUEST, XF_DEED_PLUGIN_DIR, XF_DEED_PLUGINS, XF_DEED_RUN, XF_DEED_OUTPUT,
	XF_DEED_FORMAT, XF_DEED_LOOK, XF_DEED_RECORD, XF_DEED_NEW, XF_DEED_MEMORY, XF_DEED_CONFIG, XF_DEED_AGENT,
};

/** Prints "xenfacts: MESSAGE" and returns `code`. */
int xf_fail(enum xf_exit code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Says what failed on `name`, why and what to do; `error` is an -errno. Returns the exit code. */
int xf_fail_errno(enum xf_deed deed, const char *name, int error);
/** Says what was wrong with the command line and where help is. Returns XF_EXIT_USAGE. */
int xf_fail_usage(const struct xf_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** As xf_fail_usage for a word that is not known; adds what was probably meant. */
int xf_fail_word(const struct xf_command *command, const char *what, const struct xf_nearest *nearest);

/* ---- paths.c ---- */

/** A buffer for the path of a folder of ours. */
struct xf_folder {
	char path[4096];
};

/** The folder of the plugins: beside the program when it was not installed, else where it was. */
const char *xf_folder_plugins(struct xf_folder *folder);
/** The same for modules. */
const char *xf_folder_modules(struct xf_folder *folder);
/** The same for sinks. */
const char *xf_folder_sinks(struct xf_folder *folder);

/* ---- session.c ---- */

/** One run of the tool, as the options ask for it. */
struct xf_session {
	const struct xf_cli *cli;
	struct xf_arena *arena;
	struct xf_sysroot *root;
	struct xf_registry registry;
	struct xf_report report;
};

/** Loads the plugins. Close it whatever the result. An exit code. */
int xf_session_plugins(struct xf_session *session, const struct xf_cli *cli);
/** Opens the machine, live or replayed, of a session that has its cli and its arena. An exit code. */
int xf_session_open(struct xf_session *session);
/** Loads the plugins and opens the machine. Close it whatever the result. An exit code. */
int xf_session_machine(struct xf_session *session, const struct xf_cli *cli);
/** Runs the plugins that the open session has and fills its report; `deadline_ms` 0: the usual one. An exit code. */
int xf_session_run(struct xf_session *session, unsigned deadline_ms);
/** All of it: opens, runs, and fills the report. Close it whatever the result. An exit code. */
int xf_session_report(struct xf_session *session, const struct xf_cli *cli);
/** Frees everything. */
void xf_session_close(struct xf_session *session);

/* ---- output.c ---- */

/** SGR numbers of the spectrum's colours: green, yellow, red. NULL for no grade. */
const char *xf_grade_colour(int grade);
/** A mark that tells the grade without colour: full, half or empty circle. */
const char *xf_grade_mark(int grade);
/** Shall standard output be coloured? --color, else a terminal and neither NO_COLOR nor TERM=dumb. */
bool xf_wants_colour(const struct xf_cli *cli);
/** Prints a table of `columns` cells a row by the table module. An exit code. */
int xf_show_table(const struct xf_cli *cli, const struct xf_cell *cells, size_t rows, size_t columns);

/** Loads a module and finds its one symbol, a constant; NULL after saying why not. */
const void *xf_module(const char *name, const char *symbol);

/** An encoder that writes to standard output. */
struct xf_output {
	const struct xf_encoder *encoder;
	void *context;
};

/** Loads the module that the command line's format will need; `context` is the struct xf_cli. */
void xf_output_prepare(void *context);

/** Opens the encoder of a format and starts a document. An exit code. */
int xf_output_open(struct xf_output *output, const char *format);
/** Ends the document; `error` is what stopped it, or 0. An exit code. */
int xf_output_close(struct xf_output *output, int error);
/** Were all bytes of standard output taken? Must be asked at the end. An exit code. */
int xf_output_finish(void);

/* ---- cmd-facts.c, consumer.c ---- */

/**
 * Prints the report, or what the command line's keys name of it. `around`: names of up to two maps to put around it,
 * the outer first; NULL: none. Behind the inner of two stands `changed`, as Ansible asks of a module. An exit code.
 */
int xf_facts_print(const struct xf_session *session, const char *format, const char *const *around);

/** A tool that runs us and reads one object. */
struct xf_consumer {
	const char *format;    /**< of `facts --format`; NULL for the one below */
	const char *around[2]; /**< as xf_facts_print has it */
};

/** The consumer that a format is for; NULL for a format that is for anybody. */
const struct xf_consumer *xf_consumer_find(const char *format);
/**
 * Prints the facts as this consumer wants them. It always gets one object, in which the keys `domain`, `mode` and
 * `error` say so if there can be no report; nothing goes to standard error. XF_EXIT_OK.
 */
int xf_consumer_answer(const struct xf_cli *cli, const struct xf_consumer *consumer);

/* ---- the commands, one in each cmd-NAME.c; each returns an exit code ---- */

/** Prints the spectrum. */
int xf_cmd_report(const struct xf_cli *cli);
/** Prints facts in one of the formats. */
int xf_cmd_facts(const struct xf_cli *cli);
/** Answers one question. */
int xf_cmd_is(const struct xf_cli *cli);
/** Shows the evidence. */
int xf_cmd_explain(const struct xf_cli *cli);
/** Lists plugins, facts or rules. */
int xf_cmd_list(const struct xf_cli *cli);
/** Writes a guest. */
int xf_cmd_record(const struct xf_cli *cli);
/** Names feature bits. */
int xf_cmd_decode(const struct xf_cli *cli);
/** Runs the agent. */
int xf_cmd_agent(const struct xf_cli *cli);
/** Checks or shows the agent's configuration. */
int xf_cmd_config(const struct xf_cli *cli);
/** Checks or begins a plugin. */
int xf_cmd_plugin(const struct xf_cli *cli);

/** Answers a call of Ansible, for which we are a binary module; else says that the file is no command. */
int xf_cmd_ansible(const struct xf_cli *cli);

/** Writes a new plugin's folder (plugin-new.c). An exit code. */
int xf_plugin_new(const struct xf_cli *cli, const char *name);

#endif
