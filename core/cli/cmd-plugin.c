/* SPDX-License-Identifier: MIT */
/* For authors of plugins: the checks of a real run on one file, and a place to start. */

#include "core/cli/options.h"

#include <errno.h>
#include <string.h>

#include "core/cli/errors.h"
#include "core/cli/plugin-new.h"
#include "core/util/parse.h"

static int run(const struct xf_cli *cli);

const struct xf_command xf_command_plugin = {
	"plugin", "check FILE | new NAME", "check a plugin, or start writing one",
	"check: loads FILE by the rules of a real run and prints what it promises.\n"
	"new: writes a plugin that compiles, its Makefile and README to the folder NAME.\n",
	XF_NO_OPTIONS, XF_ARG_WORDS, "check new", 2, 2, run
};

static void print_promises(const struct xf_plugin *plugin)
{
	printf("%s: accepted, ABI %u\n%s\n\nFacts:\n", plugin->name, plugin->abi, plugin->purpose);
	for (const struct xf_fact_def *fact = plugin->facts; fact->key; fact++)
		printf("  %s (%s, %s): %s\n", fact->key, xf_type_word(fact->type),
		       xf_strength_word(fact->strength), fact->sentence);
	puts("\nReads:");
	for (const char *const *place = plugin->reads; *place; place++)
		printf("  %s\n", *place);
}

static int check(const char *file)
{
	struct xf_registry registry;
	int code = XF_EXIT_OK;

	if (xf_registry_init(&registry))
		return xf_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	const char *wrong = xf_registry_add(&registry, file);

	if (wrong)
		code = xf_fail(XF_EXIT_INPUT, "%s is refused: %s", file, wrong);
	else
		print_promises(registry.loaded[0].plugin);
	xf_registry_close(&registry);
	return code;
}

static int run(const struct xf_cli *cli)
{
	struct xf_nearest nearest = { .word = cli->arguments[0] };

	if (!strcmp(cli->arguments[0], "check"))
		return check(cli->arguments[1]);
	if (!strcmp(cli->arguments[0], "new"))
		return xf_plugin_new(cli, cli->arguments[1]);
	xf_nearest_offer_words(&nearest, cli->command->words);
	return xf_fail_word(cli->command, "action", &nearest);
}
