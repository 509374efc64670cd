/* SPDX-License-Identifier: MIT */
/*
 * Prints a list as a table for people, or as a document: an object by key, written by the same encoders as the facts,
 * so facts/catalogue.json looks like any other output.
 */

#include "core/cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "core/cli/document.h"
#include "core/cli/errors.h"
#include "core/cli/list.h"
#include "core/cli/output.h"
#include "core/cli/session.h"
#include "core/util/parse.h"

static int run(const struct cli *cli);

static const struct cli_option own_options[] = {
	{ XF_OPT_FORMAT, "format", 0, "FORMAT", "table json yaml", "output format (default: table)" },
	XF_JSON_OPTION,
	{ .name = NULL },
};

const struct command command_list = {
	"list", "[plugins|facts|rules|problems|advice]", "list what the program knows",
	"plugins (the default), facts, rules, problems, or the advice for each problem,\n"
	"by cause and platform. Does not read the machine.\n",
	own_options, XF_ARG_WORDS, "plugins facts rules problems advice", 0, 1, run
};

/* The heading of a column, in capitals. */
static const char *heading(const struct cli_list *list, const char *name)
{
	char *text = arena_dup(list->arena, name, strlen(name));

	for (char *at = text; at && *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return text ? text : "";
}

static int show_table(const struct cli *cli, const struct cli_list *list)
{
	size_t columns = list->shown_count + 1;
	struct table_cell *cells = arena_alloc(list->arena, (list->count + 1) * columns * sizeof(*cells));

	if (!cells)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	for (size_t i = 0; i <= list->count; i++) {
		const struct cli_list_item *item = i ? &list->items[i - 1] : NULL;

		cells[i * columns].text = item ? item->key : list->title;
		for (size_t j = 0; j < list->shown_count; j++) {
			const char *text = item ? item->text[list->shown[j]] :
				heading(list, list->columns[list->shown[j]].name);

			cells[i * columns + 1 + j].text = text ? text : "";
		}
	}
	return cli_show_table(cli, list->arena, cells, list->count + 1, columns);
}

static void send_item(struct document *document, const struct cli_list *list, const struct cli_list_item *item)
{
	format_document_map(document, item->key);
	for (size_t i = 0; i < list->column_count; i++) {
		const struct cli_list_column *column = &list->columns[i];
		uint64_t count;

		if (!item->text[i])
			continue;
		if (column->list)
			format_document_words(document, column->name, item->text[i]);
		else if (column->number && !parse_u64(item->text[i], 10, &count))
			format_document_count(document, column->name, count);
		else
			format_document_text(document, column->name, item->text[i]);
	}
	format_document_end(document, item->key);
}

static int show_document(const struct cli_list *list, const char *format)
{
	struct document document;
	int code = cli_document_open(&document, list->arena, format);

	if (code != XF_EXIT_OK)
		return code;
	for (size_t i = 0; i < list->count; i++)
		send_item(&document, list, &list->items[i]);
	return cli_document_close(&document);
}

static int show(const struct session *session, const struct cli *cli, const char *what)
{
	const char *format = cli->option[XF_OPT_FORMAT];
	struct cli_list list;
	int error = cli_list_fill(&list, session, what);

	if (error)
		return cli_fail_errno(XF_STEP_MEMORY, "", error);
	if (!format || !strcmp(format, "table"))
		return show_table(cli, &list);
	return show_document(&list, format);
}

static int run(const struct cli *cli)
{
	const char *what = cli->count ? cli->arguments[0] : "plugins";
	struct nearest nearest = { .word = what };

	if (!parse_in(what, cli->command->words)) {
		nearest_offer_words(&nearest, cli->command->words);
		return cli_fail_word(cli->command, "list", &nearest);
	}
	struct session session;
	int code = cli_plugins(&session, cli);

	if (code == XF_EXIT_OK)
		code = show(&session, cli, what);
	probe_session_close(&session);
	return code;
}
