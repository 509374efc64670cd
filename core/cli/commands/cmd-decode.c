/* SPDX-License-Identifier: MIT */
/* Names the bits of a feature word found elsewhere: in a log, a ticket, another tool. */
#include "core/cli/options.h"

#include <stdio.h>

#include "core/cli/errors.h"
#include "core/util/parse.h"
#include "facts/rules/xenfeat.h"

static int run(const struct cli *cli);

const struct command command_decode = {
	"decode", "HEX", "name the bits of a Xen feature word",
	"The word of /sys/hypervisor/properties/features, such as 00000705.\n",
	XF_NO_OPTIONS, XF_ARG_NONE, NULL, 1, 1, run
};

static void print_bit(unsigned bit)
{
	const struct xenfeat *feature = rules_xenfeat(bit);

	if (feature)
		printf("%3u  %-26s  %s\n", bit, feature->name, feature->sentence);
	else
		printf("%3u  bit_%-22u  Unknown to this version of xenfacts.\n", bit, bit);
}

static int run(const struct cli *cli)
{
	const char *text = cli->arguments[0];
	uint64_t word;

	if (parse_u64(text, 16, &word))
		return cli_fail_usage(cli->command, "%s is not a feature word; use up to 16 hexadecimal "
		                      "digits, such as 00000705", text);
	for (unsigned bit = 0; bit < 64; bit++)
		if (word >> bit & 1)
			print_bit(bit);
	if (!word)
		puts("No bit is set.");
	return XF_EXIT_OK;
}
