/* SPDX-License-Identifier: MIT */
/*
 * Parses with getopt_long(3), from the tables. The line is parsed twice: up to the command, which decides what may
 * follow, and from there on, where options and arguments may come in any order.
 */
#include "core/cli/options.h"

#include <getopt.h>
#include <string.h>

#include "core/cli/errors.h"
#include "core/util/parse.h"
#include "facts/formats/format.h"

const struct cli_option cli_global_options[] = {
	{ XF_OPT_ROOT, "root", 0, "DIR", NULL, "read the captured tree DIR instead of this machine" },
	{ XF_OPT_GUEST, "guest", 0, "FILE", NULL, "read the recorded guest FILE instead of this machine" },
	{ XF_OPT_LOG, "log", 0, "FILE", NULL, "read the kernel log FILE instead of this machine" },
	{ XF_OPT_PLUGIN_DIR, "plugin-dir", 0, "DIR", NULL, "load plugins from DIR only" },
	{ XF_OPT_REQUIRE_SANDBOX, "require-sandbox", 0, NULL, NULL, "fail unless plugins are fully confined" },
	{ XF_OPT_COLOR, "color", 0, "WHEN", "auto always never", "colour the output" },
	{ XF_OPT_HELP, "help", 'h', NULL, NULL, "print help and exit" },
	{ XF_OPT_VERSION, "version", 'V', NULL, NULL, "print the version and exit" },
	{ XF_OPT_COMPLETION, "print-completion", 0, "SHELL", "bash zsh fish", NULL },
	{ .name = NULL },
};

/* ---- parsing ---- */

#define LONG_BASE 256 /* long options return this + id, out of the range of letters */

/* Both tables in getopt_long's form. */
struct grammar {
	struct option longs[XF_OPT_COUNT + 1];
	char shorts[2 * XF_OPT_COUNT + 3];
};

/* The rest of the string is zero. */
static void add_letter(char *shorts, const struct cli_option *option)
{
	char *end = shorts + strlen(shorts);

	end[0] = option->letter;
	end[1] = option->value ? ':' : '\0';
}

static void add_table(struct grammar *grammar, const struct cli_option *table)
{
	size_t count = 0;

	while (grammar->longs[count].name)
		count++;
	for (; table->name; table++) {
		grammar->longs[count++] = (struct option){
			.name = table->name,
			.has_arg = table->value ? required_argument : no_argument,
			.val = LONG_BASE + (int)table->id,
		};
		if (table->letter)
			add_letter(grammar->shorts, table);
	}
}

static const struct cli_option *find_option(const struct command *command, int code)
{
	const struct cli_option *const tables[] = { cli_global_options, command->options };

	for (size_t i = 0; i < 2; i++)
		for (const struct cli_option *option = tables[i]; option->name; option++)
			if (LONG_BASE + (int)option->id == code || (option->letter && option->letter == code))
				return option;
	return NULL;
}

static void offer_options(struct nearest *nearest, const struct cli_option *table)
{
	char word[64];

	for (; table->name; table++) {
		snprintf(word, sizeof(word), "--%s", table->name);
		if (table->help)
			nearest_offer(nearest, word);
	}
}

static int unknown_option(const struct command *command, const char *argument)
{
	char word[64];
	struct nearest nearest = { .word = word };

	if (strncmp(argument, "--", 2))
		snprintf(word, sizeof(word), "-%c", optopt);
	else
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(argument, "="), argument);
	offer_options(&nearest, cli_global_options);
	offer_options(&nearest, command->options);
	return cli_fail_word(command, "option", &nearest);
}

static int wrong_option(const struct command *command, int code, char **argv)
{
	const struct cli_option *known = find_option(command, optopt);

	if (code == ':')
		return cli_fail_usage(command, "%s needs a value", argv[optind - 1]);
	if (known && !known->value && optopt >= LONG_BASE)
		return cli_fail_usage(command, "--%s takes no value", known->name);
	return unknown_option(command, argv[optind - 1]);
}

static int take_option(struct cli *cli, int code)
{
	const struct cli_option *option = find_option(cli->command, code);
	/* NOLINTNEXTLINE(-Wanalyzer-null-dereference): getopt gives codes of options that the command has */
	const char *value = option->value ? optarg : "";

	if (option->words && !parse_in(value, option->words)) {
		struct nearest nearest = { .word = value };

		nearest_offer_words(&nearest, option->words);
		return cli_fail_usage(cli->command, "--%s must be one of: %s%s%s%s", option->name,
		                      option->words, *nearest.best ? "; did you mean " : "", nearest.best,
		                      *nearest.best ? "?" : "");
	}
	if (option->id == XF_OPT_JSON)
		cli->option[XF_OPT_FORMAT] = "json";
	else
		cli->option[option->id] = value;
	return XF_EXIT_OK;
}

/* One of the two passes; `mode` is "+" to stop at the first argument. */
static int parse(struct cli *cli, int argc, char **argv, const char *mode)
{
	struct grammar grammar = { .shorts = "" };
	int code, result = XF_EXIT_OK;

	snprintf(grammar.shorts, sizeof(grammar.shorts), "%s:", mode);
	add_table(&grammar, cli_global_options);
	add_table(&grammar, cli->command->options);
	optind = 0; /* glibc: start over */
	opterr = 0;
	while (!result && (code = getopt_long(argc, argv, grammar.shorts, grammar.longs, NULL)) != -1)
		result = code == '?' || code == ':' ? wrong_option(cli->command, code, argv)
		                                    : take_option(cli, code);
	return result;
}

const struct command *cli_find_command(const struct cli_program *program, const char *name)
{
	struct nearest nearest = { .word = name };

	for (const struct command *const *at = program->commands; *at; at++) {
		if (!strcmp((*at)->name, name))
			return *at;
		nearest_offer(&nearest, (*at)->name);
	}
	cli_fail_word(program->none, "command", &nearest);
	return NULL;
}

static int find_command(struct cli *cli, const char *name)
{
	const struct command *found =
		*name == '/' ? cli->program->module : cli_find_command(cli->program, name);

	cli->command = found ? found : cli->command;
	return found ? XF_EXIT_OK : XF_EXIT_USAGE;
}

static const struct cli_option *own_option(const struct command *command, enum cli_option_id id)
{
	const struct cli_option *option = command->options;

	while (option->name && option->id != id)
		option++;
	return option->name ? option : NULL;
}

/* Before the command stood options that are accepted without one; this command may not have them. */
static int check_early(const struct cli *cli)
{
	const char *format = cli->option[XF_OPT_FORMAT];
	const struct cli_option *own = own_option(cli->command, XF_OPT_FORMAT);

	if (!format || (own && parse_in(format, own->words)))
		return XF_EXIT_OK;
	return own ? cli_fail_usage(cli->command, "--format must be one of: %s", own->words) :
		cli_fail_usage(cli->command, "%s takes no --format", cli->command->name);
}

/* Help must work whatever else is missing, so check for it first. */
static int check(const struct cli *cli)
{
	const struct command *command = cli->command;

	if (cli->option[XF_OPT_HELP] || cli->option[XF_OPT_VERSION])
		return XF_EXIT_OK;
	if (!!cli->option[XF_OPT_ROOT] + !!cli->option[XF_OPT_GUEST] + !!cli->option[XF_OPT_LOG] > 1)
		return cli_fail_usage(command, "--root, --guest and --log exclude each other; use one of them");
	if (cli->count < command->least)
		return cli_fail_usage(command, "%s needs an argument: %s", command->name, command->synopsis);
	if (command->most >= 0 && cli->count > command->most)
		return cli_fail_usage(command, "unexpected argument %s", cli->arguments[command->most]);
	return check_early(cli);
}

/* Ansible runs every executable file named NAME.fact, without arguments, and expects facts. */
static bool is_called_fact(const char *name)
{
	size_t length = name ? strlen(name) : 0;

	return length > 5 && !strcmp(name + length - 5, ".fact");
}

static int parse_fact(struct cli *cli, int argc, char **argv)
{
	int code = find_command(cli, "facts");

	cli->option[XF_OPT_FORMAT] = "ansible";
	if (code == XF_EXIT_OK)
		code = parse(cli, argc, argv, "");
	cli->count = argc - optind;
	cli->arguments = argv + optind;
	if (!cli->count && !cli->option[XF_OPT_PROFILE])
		cli->option[XF_OPT_PROFILE] = XF_PROFILE_SLIM;
	return code == XF_EXIT_OK ? check(cli) : code;
}

int cli_parse(struct cli *cli, const struct cli_program *program, int argc, char **argv)
{
	*cli = (struct cli){ .program = program, .command = program->none, .arguments = argv + argc };
	if (argc && is_called_fact(argv[0]))
		return parse_fact(cli, argc, argv);
	int code = argc ? parse(cli, argc, argv, "+") : XF_EXIT_OK;

	if (code == XF_EXIT_OK && optind < argc) {
		int first = optind;

		cli->word = argv[first];
		code = find_command(cli, cli->word);
		if (code == XF_EXIT_OK)
			code = parse(cli, argc - first, argv + first, "");
		cli->count = argc - first - optind;
		cli->arguments = argv + first + optind;
	}
	return code == XF_EXIT_OK ? check(cli) : code;
}
