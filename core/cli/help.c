/* SPDX-License-Identifier: MIT */
/* Help and completion, generated from the tables, so that neither can mention an option that does not exist. */
#include "core/cli/help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/cli/options.h"
#include "core/cli/errors.h"
#include "core/cli/output.h"

static void print_option(const struct cli_option *option)
{
	char left[64], words[256];
	size_t width = 27 + strlen(option->help ? option->help : "") + strlen(option->words ? option->words : "") + 3;

	if (!option->help)
		return;
	snprintf(left, sizeof(left), "%c%c%s --%s%s%s", option->letter ? '-' : ' ',
	         option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
	         option->value ? " " : "", option->value ? option->value : "");
	printf("  %-24s %s", left, option->help);
	if (option->words && width <= 80)
		printf(" (%s)", option->words);
	putchar('\n');
	if (!option->words || width <= 80)
		return;
	snprintf(words, sizeof(words), "%20s(%s)", "", option->words);
	cli_wrap(words, 21, 79);
}

static void print_options(const char *title, const struct cli_option *table)
{
	if (!table->name)
		return;
	printf("\n%s:\n", title);
	for (; table->name; table++)
		print_option(table);
}

static void print_commands(const struct cli_program *program)
{
	puts("\nCommands:");
	for (const struct command *const *at = program->commands; *at; at++)
		printf("  %-24s %s\n", (*at)->name, (*at)->help);
	puts("\nRun `xenfacts COMMAND --help` for more about a command.");
}

void cli_help(const struct cli_program *program, const struct command *command)
{
	bool any = *command->name != '\0';

	if (any)
		printf("Usage: xenfacts %s [OPTION...]%s%s\n", command->name, *command->synopsis ? " " : "",
		       command->synopsis);
	else
		puts("Usage: xenfacts [OPTION...] [COMMAND [ARGUMENT...]]");
	printf("xenfacts%s%s: %s\n\n%s", any ? " " : "", command->name, command->help, command->more);
	if (!any)
		print_commands(program);
	print_options(any ? "Options" : "Options of the report", command->options);
	print_options(any ? "Options of every command" : "Options", cli_global_options);
	puts(command == program->monitor ?
	     "\nExit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for every failure.\n"
	     "See xenfacts(1)." :
	     "\nExit status: 0 success, 1 no, 2 usage error, 3 unknown, 4 bad input,\n"
	     "5 internal error. See xenfacts(1).");
}

/* ---- completion ---- */

#define KEYS "xenfacts facts --format flat 2>/dev/null | cut -d= -f1 | sort -u"

static const char *kind_of(const struct cli_option *option)
{
	if (!option->value)
		return "none";
	return option->words ? "words" : !strcmp(option->value, "DIR") ? "dir"
	                             : !strcmp(option->value, "FILE") ? "file" : "text";
}

static bool is_kind(const struct cli_option *option, const char *kind)
{
	return !strcmp(kind_of(option), kind);
}

/* ---- bash ---- */

/* Values of options: patterns on "COMMAND:--OPTION"; `command` is "*" for global options. */
static void bash_values(const struct cli_option *table, const char *command)
{
	for (; table->name; table++) {
		if (is_kind(table, "none"))
			continue;
		printf("\t%s:--%s) COMPREPLY=($(compgen ", command, table->name);
		if (is_kind(table, "words"))
			printf("-W '%s'", table->words);
		else
			fputs(is_kind(table, "dir") ? "-d" : "-f", stdout);
		puts(" -- \"$cur\")); return ;;");
	}
}

static void bash_options(const struct cli_option *table)
{
	for (; table->name; table++)
		if (table->help)
			printf(" --%s", table->name);
}

static void bash_command(const struct cli_program *program, const struct command *command)
{
	printf("\t%s)\n\t\toptions+='", *command->name ? command->name : "''");
	bash_options(command->options);
	fputs("'\n\t\twords=", stdout);
	if (!*command->name) {
		putchar('\'');
		for (const struct command *const *at = program->commands; *at; at++)
			printf("%s ", (*at)->name);
		putchar('\'');
	} else if (command->argument == XF_ARG_KEY) {
		fputs("$(" KEYS ")", stdout);
	} else if (command->argument == XF_ARG_WORDS) {
		printf("'%s'", command->words);
	}
	fputs(command->argument == XF_ARG_FILE ? "\n\t\tfiles=-f ;;\n" : " ;;\n", stdout);
}

static void bash(const struct cli_program *program)
{
	puts("# bash completion for xenfacts, made by: xenfacts --print-completion bash\n"
	     "_xenfacts()\n{\n"
	     "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	     "\tlocal command='' options='' words='' files='' word\n"
	     "\tCOMPREPLY=()\n"
	     "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n\t\tcase $word in");
	for (const struct command *const *at = program->commands; *at; at++)
		printf("%s%s", at == program->commands ? "\t\t" : " | ", (*at)->name);
	puts(") command=$word; break ;;\n\t\tesac\n\tdone\n\tcase $command:$prev in");
	bash_values(cli_global_options, "*");
	for (const struct command *const *at = program->commands; *at; at++)
		bash_values((*at)->options, (*at)->name);
	fputs("\tesac\n\toptions='", stdout);
	bash_options(cli_global_options);
	puts("'\n\tcase $command in");
	bash_command(program, program->none);
	for (const struct command *const *at = program->commands; *at; at++)
		bash_command(program, *at);
	puts("\tesac\n"
	     "\t[[ $cur == -* ]] && words=$options files=''\n"
	     "\tCOMPREPLY=($(compgen $files -W \"$words\" -- \"$cur\"))\n"
	     "}\n"
	     "complete -F _xenfacts xenfacts");
}

/* ---- zsh ---- */

static void zsh_options(const struct cli_option *table)
{
	for (; table->name; table++) {
		if (!table->help)
			continue;
		printf(" \\\n\t\t'--%s%s[%s]", table->name, table->value ? "=" : "", table->help);
		if (is_kind(table, "words"))
			printf(":%s:(%s)", table->value, table->words);
		else if (table->value)
			printf(":%s:%s", table->value, is_kind(table, "dir") ? "_files -/" :
			       is_kind(table, "file") ? "_files" : " ");
		putchar('\'');
	}
}

static void zsh_command(const struct command *command)
{
	printf("\t%s)\n\t\t_arguments", command->name);
	zsh_options(cli_global_options);
	zsh_options(command->options);
	if (command->argument == XF_ARG_KEY)
		fputs(" \\\n\t\t'*:key:($(" KEYS "))'", stdout);
	else if (command->argument == XF_ARG_WORDS)
		printf(" \\\n\t\t'1:word:(%s)'%s", command->words,
		       command->most > 1 ? " '2:argument:_files'" : "");
	else if (command->argument == XF_ARG_FILE)
		fputs(" \\\n\t\t'1:file:_files'", stdout);
	puts(" ;;");
}

static void zsh(const struct cli_program *program)
{
	fputs("#compdef xenfacts\n# made by: xenfacts --print-completion zsh\n"
	      "_xenfacts() {\n\tlocal curcontext=$curcontext state state_descr line\n\ttypeset -A opt_args\n"
	      "\t_arguments -C", stdout);
	zsh_options(cli_global_options);
	fputs(" \\\n\t\t'1:command:((", stdout);
	for (const struct command *const *at = program->commands; *at; at++)
		printf("%s%s\\:\"%s\"", at == program->commands ? "" : " ", (*at)->name, (*at)->help);
	puts("))' \\\n\t\t'*::argument:->argument' && return\n\tcase $line[1] in");
	for (const struct command *const *at = program->commands; *at; at++)
		zsh_command(*at);
	puts("\tesac\n}\n_xenfacts \"$@\"");
}

/* ---- fish ---- */

static void fish_options(const struct cli_option *table, const char *command)
{
	for (; table->name; table++) {
		if (!table->help)
			continue;
		fputs("complete -c xenfacts", stdout);
		if (command)
			printf(" -n '__fish_seen_subcommand_from %s'", command);
		if (table->letter)
			printf(" -s %c", table->letter);
		printf(" -l %s", table->name);
		if (is_kind(table, "words"))
			printf(" -x -a '%s'", table->words);
		else if (table->value)
			fputs(is_kind(table, "dir") ? " -x -a '(__fish_complete_directories)'" : " -r -F",
			      stdout);
		printf(" -d '%s'\n", table->help);
	}
}

static void fish_command(const struct command *command)
{
	const char *words = command->argument == XF_ARG_KEY ? "(" KEYS ")" : command->words;

	printf("complete -c xenfacts -n __fish_use_subcommand -a %s -d '%s'\n", command->name, command->help);
	fish_options(command->options, command->name);
	if (words)
		printf("complete -c xenfacts -n '__fish_seen_subcommand_from %s' -a '%s'\n", command->name,
		       words);
	if (command->argument == XF_ARG_FILE || command->most > 1)
		printf("complete -c xenfacts -n '__fish_seen_subcommand_from %s' -F\n", command->name);
}

static void fish(const struct cli_program *program)
{
	puts("# made by: xenfacts --print-completion fish\ncomplete -c xenfacts -f");
	fish_options(cli_global_options, NULL);
	for (const struct command *const *at = program->commands; *at; at++)
		fish_command(*at);
}

int cli_completion(const struct cli_program *program, const char *shell)
{
	if (!strcmp(shell, "bash"))
		bash(program);
	else if (!strcmp(shell, "zsh"))
		zsh(program);
	else
		fish(program);
	return XF_EXIT_OK;
}
