/* SPDX-License-Identifier: MIT */
/* Names the bits of a feature word found elsewhere: in a log, a ticket, another tool. */
#include "core/cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cli/document.h"
#include "core/cli/errors.h"
#include "core/util/parse.h"
#include "facts/fact.h"
#include "facts/rules/xenfeat.h"

#define BITS 64

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", "table json yaml", "output format (default: table)" },
	XF_JSON_OPTION,
	{ .name = NULL },
};

const struct command command_decode = {
	"decode", "HEX", "name the bits of a Xen feature word",
	"The word of /sys/hypervisor/properties/features, such as 00000705.\n",
	own_options, XF_ARG_NONE, NULL, 1, 1, run
};

/* A bit that is set. The name is a copy, since bits without a name get one here, and bits move when they are sorted. */
struct bit {
	unsigned number;
	char name[32];
	const char *sentence;
	enum xf_strength strength;
};

/* The bits that are set, in order of their numbers; returns how many there are. */
static size_t find_bits(struct bit bits[BITS], uint64_t word)
{
	size_t count = 0;

	for (unsigned number = 0; number < BITS; number++) {
		const struct xenfeat *feature = rules_xenfeat(number);
		struct bit *bit = &bits[count];

		if (!(word >> number & 1))
			continue;
		*bit = (struct bit){ number, "", "Unknown to this version of xenfacts.", XF_SUPPORTED };
		snprintf(bit->name, sizeof(bit->name), "bit_%u", number);
		if (feature) {
			snprintf(bit->name, sizeof(bit->name), "%s", feature->name);
			bit->sentence = feature->sentence;
			bit->strength = feature->strength;
		}
		count++;
	}
	return count;
}

static int by_name(const void *a, const void *b)
{
	const struct bit *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int show_document(struct bit *bits, size_t count, struct arena *arena, const char *format)
{
	struct document document;
	int code = cli_document_open(&document, arena, format);

	if (code != XF_EXIT_OK)
		return code;
	qsort(bits, count, sizeof(*bits), by_name);
	for (size_t i = 0; i < count; i++) {
		format_document_map(&document, bits[i].name);
		format_document_count(&document, "number", bits[i].number);
		format_document_text(&document, "sentence", bits[i].sentence);
		format_document_text(&document, "strength", facts_strength_word(bits[i].strength));
		format_document_end(&document, bits[i].name);
	}
	return cli_document_close(&document);
}

static int show_table(const struct bit *bits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%3u  %-26s  %s\n", bits[i].number, bits[i].name, bits[i].sentence);
	if (!count)
		puts("No bit is set.");
	return XF_EXIT_OK;
}

static int run(const struct cli *cli)
{
	const char *text = cli->arguments[0], *format = cli->option[XF_OPT_FORMAT];
	struct bit bits[BITS];
	uint64_t word;

	if (parse_u64(text, 16, &word))
		return cli_fail_usage(cli->command, "%s is not a feature word; use up to 16 hexadecimal "
		                      "digits, such as 00000705", text);
	size_t count = find_bits(bits, word);

	if (!format || !strcmp(format, "table"))
		return show_table(bits, count);
	struct arena *arena = arena_new();
	int code = arena ? show_document(bits, count, arena, format) : cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);

	arena_free(arena);
	return code;
}
