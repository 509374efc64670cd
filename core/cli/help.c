/* SPDX-License-Identifier: MIT */
/* Help, generated from the tables, so that it cannot tell of an option that does not exist. */
#include "core/cli/cli.h"

#include <string.h>

static void print_option(const struct xf_option *option)
{
	char left[64];
	size_t width = 27 + strlen(option->help ? option->help : "") + strlen(option->words ? option->words : "") + 3;

	if (!option->help)
		return;
	snprintf(left, sizeof(left), "%c%c%s --%s%s%s", option->letter ? '-' : ' ',
	         option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
	         option->value ? " " : "", option->value ? option->value : "");
	printf("  %-24s %s", left, option->help);
	if (option->words && width > 80)
		printf("\n%27s(%s)", "", option->words);
	else if (option->words)
		printf(" (%s)", option->words);
	putchar('\n');
}

static void print_options(const char *title, const struct xf_option *table)
{
	if (!table->name)
		return;
	printf("\n%s:\n", title);
	for (; table->name; table++)
		print_option(table);
}

static void print_commands(void)
{
	puts("\nCommands:");
	for (const struct xf_command *command = xf_commands; command->name; command++)
		printf("  %-24s %s\n", command->name, command->help);
	puts("\n`xenfacts COMMAND --help` says more about one of them.");
}

void xf_help(const struct xf_command *command)
{
	bool any = *command->name != '\0';

	if (any)
		printf("Usage: xenfacts %s [OPTION...] %s\n", command->name, command->synopsis);
	else
		puts("Usage: xenfacts [OPTION...] [COMMAND [ARGUMENT...]]");
	printf("xenfacts%s%s: %s\n\n%s", any ? " " : "", command->name, command->help, command->more);
	if (!any)
		print_commands();
	print_options("Options", command->options);
	print_options(any ? "Options of every command" : "Options", xf_global_options);
	puts("\nExit status: 0 done, 2 wrong usage, 4 bad input, 5 internal failure. See xenfacts(1).");
}
