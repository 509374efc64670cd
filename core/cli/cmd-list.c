/* SPDX-License-Identifier: MIT */
/*
 * Prints a list as a table for people, or as a document: an object by key, which the same encoders write
 * as the facts, so that facts/catalogue.json has the form of everything else.
 */
#include "core/cli/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

static int show_table(const struct xf_cli *cli, const struct xf_list *list)
{
	size_t columns = list->shown_count + 1;
	struct xf_cell *cells = xf_alloc(list->arena, list->count * columns * sizeof(*cells));

	if (!cells)
		return xf_fail_errno(XF_DEED_MEMORY, "", -ENOMEM);
	for (size_t i = 0; i < list->count; i++) {
		cells[i * columns].text = list->items[i].key;
		for (size_t j = 0; j < list->shown_count; j++) {
			const char *text = list->items[i].text[list->shown[j]];

			cells[i * columns + 1 + j].text = text ? text : "";
		}
	}
	return xf_show_table(cli, cells, list->count, columns);
}

/* Sends one event to the encoder unless something failed before. */
static void send(const struct xf_output *output, int *error, const struct xf_event *event)
{
	if (!*error)
		*error = output->encoder->receive(output->context, event);
}

static void send_words(const struct xf_output *output, int *error, const char *key, const char *words)
{
	send(output, error, &(struct xf_event){ .kind = XF_SEQ_OPEN, .key = key, .path = key });
	while (*words && !*error) {
		size_t length = strcspn(words, " ");
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		send(output, error, &(struct xf_event){ .kind = XF_SCALAR_TEXT, .path = key, .text = word });
		words += length + (words[length] == ' ');
	}
	send(output, error, &(struct xf_event){ .kind = XF_SEQ_CLOSE, .path = key });
}

static void send_text(const struct xf_output *output, int *error, const struct xf_list_column *column,
                      const char *text)
{
	struct xf_event event = { .kind = XF_SCALAR_TEXT, .key = column->name, .path = column->name,
	                          .text = text };

	if (column->number) {
		event.kind = XF_SCALAR_COUNT;
		xf_parse_u64(text, 10, &event.count);
	}
	send(output, error, &event);
}

static void send_item(const struct xf_output *output, int *error, const struct xf_list *list,
                      const struct xf_list_item *item)
{
	send(output, error, &(struct xf_event){ .kind = XF_MAP_OPEN, .key = item->key, .path = item->key });
	for (size_t i = 0; i < list->column_count; i++) {
		const struct xf_list_column *column = &list->columns[i];

		if (item->text[i] && column->list)
			send_words(output, error, column->name, item->text[i]);
		else if (item->text[i])
			send_text(output, error, column, item->text[i]);
	}
	send(output, error, &(struct xf_event){ .kind = XF_MAP_CLOSE, .path = item->key });
}

static int show_document(const struct xf_list *list, const char *format)
{
	struct xf_output output;
	int code = xf_output_open(&output, format), error = code ? -ECANCELED : 0;

	if (code == XF_EXIT_OK) {
		send(&output, &error, &(struct xf_event){ .kind = XF_MAP_OPEN, .path = "" });
		for (size_t i = 0; i < list->count; i++)
			send_item(&output, &error, list, &list->items[i]);
		send(&output, &error, &(struct xf_event){ .kind = XF_MAP_CLOSE, .path = "" });
	}
	int close = xf_output_close(&output, code ? 0 : error);

	return code ? code : close;
}

static int show(const struct xf_session *session, const char *what)
{
	const char *format = session->cli->option[XF_OPT_FORMAT];
	struct xf_list list;
	int error = xf_list_fill(&list, session, what);

	if (error)
		return xf_fail_errno(XF_DEED_MEMORY, "", error);
	if (!format || !strcmp(format, "table"))
		return show_table(session->cli, &list);
	return show_document(&list, format);
}

int xf_cmd_list(const struct xf_cli *cli)
{
	const char *what = cli->count ? cli->arguments[0] : "plugins";
	struct xf_nearest nearest = { .word = what };

	if (!xf_parse_in(what, cli->command->words)) {
		xf_nearest_offer_words(&nearest, cli->command->words);
		return xf_fail_word(cli->command, "list", &nearest);
	}
	struct xf_session session;
	int code = xf_session_plugins(&session, cli);

	if (code == XF_EXIT_OK)
		code = show(&session, what);
	xf_session_close(&session);
	return code;
}
