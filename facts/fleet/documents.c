/* SPDX-License-Identifier: MIT */
/*
 * Where each tool puts our facts, and where it says which machine they are about. A document is recognised by what it
 * has, so that a fleet may come from several tools at once.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fleet/reader.h"

#define DEPTH 4 /* of objects around our facts: ansible_facts, ansible_local, xenfacts */

/* What a document has. */
struct found {
	struct piece facts; /* the object or text that a tool says are our facts */
	struct piece name;  /* best of the members that name the machine */
	size_t rank;        /* of it, from 1; 0: none */
	struct piece row;   /* PuppetDB's `name` and `value` of one fact */
	struct piece value;
	struct piece data; /* of Prometheus' answer */
	bool certname;
	bool report;  /* the object itself has facts of ours */
	bool payload; /* Ansible's cache since 2.19, whose files begin with s1_ */
};

static bool is_object(const struct piece *piece)
{
	return piece->length && *piece->text == '{';
}

static bool is_text(const struct piece *piece)
{
	return piece->length && *piece->text == '"';
}

/* The key's word, "" if it is longer than any that we know. */
static const char *word_of(const struct piece *key, char word[32])
{
	snprintf(word, 32, "%.*s", (int)(key->length - 2 < 32 ? key->length - 2 : 0), key->text + 1);
	return word;
}

/* The place of a word in a list, from 1; 0: it is not there. */
static size_t rank_in(const char *word, const char *list)
{
	size_t rank = 1;

	for (; *list; rank++) {
		size_t length = strcspn(list, " ");

		if (strlen(word) == length && !strncmp(word, list, length))
			return rank;
		list += length + (list[length] == ' ');
	}
	return 0;
}

static void look(const struct reader *reader, const struct piece *object, struct found *found, unsigned depth);

/* What an object within an envelope has; `facts`, and no other, may hold the facts themselves. */
static void look_within(const struct reader *reader, const char *word, const struct piece *value, struct found *found,
                        unsigned depth)
{
	struct found inner = { .rank = 0 };

	look(reader, value, &inner, depth + 1);
	if (inner.facts.text)
		found->facts = inner.facts;
	else if (inner.report && !strcmp(word, "facts"))
		found->facts = *value;
}

/* Ansible's cache since 2.19: the document is a text within another. */
static void look_at_payload(const struct reader *reader, const struct piece *value, struct found *found, unsigned depth)
{
	char *text = fleet_reader_text(reader, value);
	struct piece inner = { text, text ? strlen(text) : 0, value->line };

	found->payload = true;
	if (text)
		look_within(reader, "", &inner, found, depth);
}

static void look_at_name(const char *word, const struct piece *value, struct found *found)
{
	size_t rank = rank_in(word, XF_NAME_KEYS);

	found->certname = found->certname || !strcmp(word, "certname");
	if (!strcmp(word, "name"))
		found->row = *value;
	if (rank && is_text(value) && (!found->rank || rank < found->rank)) {
		found->rank = rank;
		found->name = *value;
	}
}

static void look_at(const struct reader *reader, const struct piece *key, const struct piece *value,
                    struct found *found, unsigned depth)
{
	char word[32];

	word_of(key, word);
	look_at_name(word, value, found);
	if (parse_in(word, "xenfacts ansible_xenfacts"))
		found->facts = *value;
	else if (parse_in(word, "ansible_facts ansible_local facts") && is_object(value))
		look_within(reader, word, value, found, depth);
	else if (!strcmp(word, "__payload__") && is_text(value))
		look_at_payload(reader, value, found, depth);
	else if (!strcmp(word, "value"))
		found->value = *value;
	else if (!strcmp(word, "data") && is_object(value))
		found->data = *value;
	word[strcspn(word, ".")] = '\0';
	found->report = found->report || parse_in(word, "present domain mode label spectrum problems problem_count "
	                                          "version platform features schema");
}

/* Notes what an object has, at this and outer levels. */
static void look(const struct reader *reader, const struct piece *object, struct found *found, unsigned depth)
{
	struct stream stream = fleet_stream_piece(object);
	struct piece key, value;

	if (depth > DEPTH || !fleet_stream_take(&stream, '{'))
		return;
	for (bool first = true; fleet_stream_member(&stream, first, &key, &value) > 0; first = false)
		look_at(reader, &key, &value, found, depth);
	if (found->certname && found->row.text && found->value.text)
		found->facts = fleet_piece_is(&found->row, "xenfacts") ? found->value : (struct piece){ NULL, 0, 0 };
}

/* ---- one machine ---- */

/* What the file is named after; of later documents with their line. */
static const char *unnamed(const struct reader *reader, const struct found *found, unsigned long line)
{
	const char *stem = reader->stem;

	if (found->payload && !strncmp(stem, "s1_", 3))
		stem += 3;
	return reader->documents > 1 ? arena_fmt(reader->fleet->arena, "%s:%lu", stem, line) : stem;
}

/* Facts that a tool keeps as a text, or a text in their place that says why there are none. */
static void add_text(struct reader *reader, const char *name, const struct piece *piece)
{
	char *text = fleet_reader_text(reader, piece);
	struct piece object = { text, text ? strlen(text) : 0, piece->line };

	if (is_object(&object))
		fleet_reader_facts(reader, name, &object);
	else
		fleet_reader_damaged(reader, name, piece->line, text ? arena_fmt(reader->fleet->arena,
		                     "instead of facts: %s", text) : "malformed JSON");
}

static void add(struct reader *reader, const char *name, const struct piece *facts)
{
	if (is_object(facts))
		fleet_reader_facts(reader, name, facts);
	else
		add_text(reader, name, facts);
}

/* A member of Salt's answer: a minion, and its grains or one of them. False: it is not that, and nothing was noted. */
static bool add_minion(struct reader *reader, const struct piece *key, const struct piece *value, bool certain)
{
	struct found found = { .rank = 0 };
	const char *name = fleet_reader_text(reader, key);

	look(reader, value, &found, 0);
	bool good = found.facts.text || found.report;

	if (good)
		add(reader, name ? name : "", found.facts.text ? &found.facts : value);
	else if (certain && is_object(value))
		fleet_reader_damaged(reader, name ? name : "", value->line, "it has no grain xenfacts");
	else if (certain)
		fleet_reader_damaged(reader, name ? name : "", value->line, "the minion did not answer");
	return good;
}

/* Salt's answer: minions by name. Those that did not answer are noted if any did, or if it must be Salt's. */
static bool add_minions(struct reader *reader, const struct piece *object, bool certain)
{
	struct piece key, value;
	bool any = certain;

	for (int pass = certain; pass < 2; pass++) {
		struct stream stream = fleet_stream_piece(object);

		fleet_stream_take(&stream, '{');
		for (bool first = true; fleet_stream_member(&stream, first, &key, &value) > 0; first = false) {
			struct found found = { .rank = 0 };

			if (pass)
				add_minion(reader, &key, &value, true);
			else
				look(reader, &value, &found, 0);
			any = any || found.facts.text || found.report;
		}
		if (!any)
			return false;
	}
	return true;
}

/* ---- Prometheus ---- */

/* The members of `data` in its answer, whose "{" was taken. 0 or an error: one without `result` is not an answer. */
static int add_data(struct reader *reader, struct stream *stream)
{
	struct piece key, value;
	bool any = false;
	int more;

	for (bool first = true; (more = fleet_stream_key(stream, first, &key)) > 0; first = false) {
		bool result = fleet_piece_is(&key, "result") && fleet_stream_take(stream, '[');
		int error = 1;

		any |= result;
		if (!result && (error = fleet_stream_value(stream, false, &value)))
			return error;
		for (bool begin = true; result && (error = fleet_stream_item(stream, begin, &value)) > 0; begin = false)
			fleet_reader_series(reader, &value);
		if (error < 0)
			return error;
	}
	return more || any ? more : -EBADMSG;
}

/* ---- documents ---- */

static bool is_kind(const struct reader *reader, const char *kind)
{
	return !reader->kind || !strcmp(reader->kind, kind);
}

static void add_document(struct reader *reader, const struct piece *document)
{
	struct found found = { .rank = 0 };
	bool salt = reader->kind && !strcmp(reader->kind, "salt");

	reader->documents++;
	look(reader, document, &found, 0);
	if (found.data.text && !found.facts.text && !found.report && is_kind(reader, "prometheus")) {
		struct stream stream = fleet_stream_piece(&found.data);

		fleet_stream_take(&stream, '{');
		if (add_data(reader, &stream))
			fleet_reader_damaged(reader, "", document->line, "malformed JSON, or no result in it");
		return;
	}
	if (found.certname && found.row.text && found.value.text && !found.facts.text)
		return; /* another fact of Puppet's */
	bool other = parse_in(reader->kind ? reader->kind : "", "salt prometheus");

	if (!other && (found.facts.text || found.report || (reader->kind && !strcmp(reader->kind, "json")))) {
		const char *name = found.rank && !found.payload ? fleet_reader_text(reader, &found.name) : NULL;

		add(reader, name && *name ? name : unnamed(reader, &found, document->line),
		    found.facts.text ? &found.facts : document);
		return;
	}
	if (!is_object(document) || !is_kind(reader, "salt") || !add_minions(reader, document, salt))
		fleet_reader_damaged(reader, "", document->line, "it has no facts of xenfacts");
}

/* An object too large to be one machine's: the answer of Salt or Prometheus about very many. 0 or an error. */
static int add_large(struct reader *reader, struct stream *stream)
{
	struct piece key, value;
	int more;

	fleet_stream_take(stream, '{');
	for (bool first = true; (more = fleet_stream_key(stream, first, &key)) > 0; first = false) {
		bool data = fleet_piece_is(&key, "data") && fleet_stream_take(stream, '{');
		char *name = data ? NULL : arena_dup(reader->fleet->arena, key.text, key.length);
		struct piece copy = { name, key.length, key.line };
		int error = data ? add_data(reader, stream) : fleet_stream_value(stream, false, &value);

		if (error)
			return error;
		if (name)
			add_minion(reader, &copy, &value, !is_text(&value));
	}
	return more;
}

static int add_items(struct reader *reader, struct stream *stream)
{
	struct piece value;
	int more;

	fleet_stream_take(stream, '[');
	for (bool first = true; (more = fleet_stream_item(stream, first, &value)) > 0; first = false)
		add_document(reader, &value);
	return more;
}

static int add_next(struct reader *reader, struct stream *stream, char begin)
{
	struct piece value;

	if (begin == '[')
		return add_items(reader, stream);
	int error = begin == '{' ? fleet_stream_value(stream, true, &value) : -EBADMSG;

	if (error == -EFBIG)
		return add_large(reader, stream);
	if (!error)
		add_document(reader, &value);
	else
		fleet_stream_take(stream, begin); /* whatever follows, this is not read again */
	return error;
}

void fleet_reader_documents(struct reader *reader, struct stream *stream)
{
	for (char begin; (begin = fleet_stream_peek(stream));) {
		unsigned long line = stream->line;
		int error = add_next(reader, stream, begin);

		if (!error)
			continue;
		fleet_reader_damaged(reader, "", line,
		                     error == -EBADMSG ? "malformed JSON, or cut off" : strerror(-error));
		if (stream->error)
			return;
		fleet_stream_resume(stream);
	}
	if (stream->error)
		fleet_reader_damaged(reader, "", 1, strerror(-stream->error));
	fleet_reader_instances(reader);
}
