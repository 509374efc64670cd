/* SPDX-License-Identifier: MIT */
/*
 * Parses a manifest: a table of first words, and a function for the rest of each one's line. Content lines are measured
 * before they are decoded, so that each file's bytes are allocated once.
 */
#include "core/machine/guest.h"

#include <errno.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/machine/guest-lex.h"
#include "core/util/parse.h"

struct parser {
	struct guest_lexer lexer;
	struct guest_manifest *manifest;
	size_t *lines; /* line number of each entry */
};

/* Upper bound on the bytes that the following content lines decode to. */
static size_t content_bound(const struct guest_lexer *lexer)
{
	const char *at = lexer->at;

	while (at < lexer->end && (*at == '|' || *at == '\\')) {
		const char *newline = memchr(at, '\n', (size_t)(lexer->end - at));

		at = newline ? newline + 1 : lexer->end;
	}
	return (size_t)(at - lexer->at);
}

static int parse_content(struct guest_lexer *lexer, struct guest_entry *entry)
{
	size_t bound = content_bound(lexer), cap = entry->path ? machine_cap_of(entry->path) : XF_LOG_CAP;
	char *data = arena_alloc(lexer->arena, bound + 1), *out = data;
	const char *stop = lexer->at + bound;
	int error = data ? 0 : -ENOMEM;
	bool open = false; /* the last line had no newline */

	while (!error && lexer->at < stop) {
		error = machine_lex_line(lexer);
		if (!error && open)
			error = machine_lex_wrong(lexer, "nothing after a \"\\\" line, which has no newline");
		if (!error)
			error = machine_lex_decode(lexer, lexer->text + 1, lexer->size - 1, true, &out);
		open = *lexer->text == '\\';
		if (!error && !open)
			*out++ = '\n';
		if (!error && (size_t)(out - data) > cap)
			error = machine_lex_wrong(lexer, "at most %zu bytes of content", cap);
	}
	entry->data = data;
	entry->size = error ? 0 : (size_t)(out - data);
	return error;
}

static int parse_file(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	int error = machine_lex_path(lexer, words, &entry->path);

	if (!error)
		error = machine_lex_end(lexer, words, "the path");
	return error ? error : parse_content(lexer, entry);
}

static int parse_link(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	int error = machine_lex_path(lexer, words, &entry->path);

	if (!error)
		error = machine_lex_word(lexer, words, "a link's target", &entry->data);
	if (!error)
		entry->size = strlen(entry->data);
	return error ? error : machine_lex_end(lexer, words, "the target");
}

/* Appends a name, or a pattern of names, to those of a folder. */
static int add_name(struct guest_lexer *lexer, const char *name, char ***names, size_t *count, unsigned cap)
{
	if (strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return machine_lex_wrong(lexer, "a name, not a path");
	if (*count && strcmp((*names)[*count - 1], name) >= 0)
		return machine_lex_wrong(lexer, "names sorted by byte, each once");
	if (*count == cap)
		return machine_lex_wrong(lexer, "at most %u names", cap);
	*names = arena_grow(lexer->arena, *names, *count, sizeof(**names));
	if (!*names || !((*names)[*count] = arena_dup(lexer->arena, name, strlen(name))))
		return -ENOMEM;
	++*count;
	return 0;
}

static int parse_dir(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	int error = machine_lex_path(lexer, words, &entry->path);

	while (!error && words->at) {
		const char *name;

		error = machine_lex_word(lexer, words, entry->partial ? "a pattern" : "a name", &name);
		if (error)
			return error;
		if (entry->partial)
			error = add_name(lexer, name, &entry->patterns, &entry->pattern_count, XF_PATTERN_CAP);
		else if (!(entry->partial = !strcmp(name, ".")))
			error = add_name(lexer, name, &entry->names, &entry->count, XF_LIST_CAP);
	}
	return error;
}

static int parse_outcome(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	uint64_t number = 0;
	int error = machine_lex_path(lexer, words, &entry->path);

	if (!error && entry->outcome == XF_FAILED) {
		error = machine_lex_number(lexer, words, "an errno from 1 to 4095", 10, &number, 4095);
		if (!error && !number)
			error = machine_lex_wrong(lexer, "an errno from 1 to 4095");
	}
	entry->error = (int)number;
	return error ? error : machine_lex_end(lexer, words, number ? "the errno" : "the path");
}

static int parse_cpuid(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	uint32_t *into[] = { &entry->leaf, &entry->sub, &entry->reg[0], &entry->reg[1], &entry->reg[2],
	                     &entry->reg[3] };
	const char *way;
	int error = machine_lex_word(lexer, words, "\"native\" or \"forced\"", &way);

	if (error)
		return error;
	if (strcmp(way, "native") && strcmp(way, "forced"))
		return machine_lex_wrong(lexer, "\"native\" or \"forced\"");
	entry->via = *way == 'n' ? XF_NATIVE : XF_FORCED;
	if (words->at && (size_t)(words->end - words->at) == 6 && !memcmp(words->at, "absent", 6)) {
		entry->outcome = XF_ABSENT;
		return 0;
	}
	for (size_t i = 0; !error && i < sizeof(into) / sizeof(into[0]); i++) {
		uint64_t number = 0;

		error = machine_lex_number(lexer, words, "\"absent\", or leaf, subleaf and four registers in "
		                           "hexadecimal", 16, &number, UINT32_MAX);
		*into[i] = (uint32_t)number;
	}
	return error ? error : machine_lex_end(lexer, words, "the fourth register");
}

static int parse_log(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry)
{
	const char *word = NULL;
	int error;

	if (!words->at)
		return parse_content(lexer, entry);
	error = machine_lex_word(lexer, words, "nothing or \"denied\"", &word);
	if (!error && strcmp(word, "denied"))
		error = machine_lex_wrong(lexer, "nothing or \"denied\" after \"log\"");
	entry->outcome = XF_DENIED;
	return error ? error : machine_lex_end(lexer, words, "\"denied\"");
}

/* An entry's first word and the function that parses the rest of the line. */
static const struct keyword {
	const char *word;
	enum guest_entry_kind kind;
	enum xf_outcome outcome;
	int (*parse)(struct guest_lexer *lexer, struct guest_words *words, struct guest_entry *entry);
} keywords[] = {
	{ "file", XF_ENTRY_FILE, XF_SEEN, parse_file },
	{ "link", XF_ENTRY_LINK, XF_SEEN, parse_link },
	{ "dir", XF_ENTRY_DIR, XF_SEEN, parse_dir },
	{ "absent", XF_ENTRY_OUTCOME, XF_ABSENT, parse_outcome },
	{ "denied", XF_ENTRY_OUTCOME, XF_DENIED, parse_outcome },
	{ "failed", XF_ENTRY_OUTCOME, XF_FAILED, parse_outcome },
	{ "malformed", XF_ENTRY_OUTCOME, XF_MALFORMED, parse_outcome },
	{ "cpuid", XF_ENTRY_CPUID, XF_SEEN, parse_cpuid },
	{ "log", XF_ENTRY_LOG, XF_SEEN, parse_log },
};

static const struct keyword *find_keyword(const char *text, size_t size)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (strlen(keywords[i].word) == size && !memcmp(keywords[i].word, text, size))
			return &keywords[i];
	return NULL;
}

/* Appends an entry that began in `line`. */
static int append(struct parser *parser, const struct guest_entry *entry, size_t line)
{
	struct guest_manifest *all = parser->manifest;
	struct guest_entry *entries = arena_grow(parser->lexer.arena, all->entries, all->count, sizeof(*entries));
	size_t *lines = arena_grow(parser->lexer.arena, parser->lines, all->count, sizeof(*lines));

	parser->lines = lines ? lines : parser->lines;
	all->entries = entries ? entries : all->entries;
	if (!entries || !lines)
		return -ENOMEM;
	entries[all->count] = *entry;
	lines[all->count] = line;
	all->count++;
	return 0;
}

static int parse_entry(struct parser *parser)
{
	struct guest_lexer *lexer = &parser->lexer;
	const char *blank = memchr(lexer->text, ' ', lexer->size);
	size_t length = blank ? (size_t)(blank - lexer->text) : lexer->size, line = lexer->line;
	struct guest_words words = { blank ? blank + 1 : NULL, lexer->text + lexer->size };
	const struct keyword *keyword = find_keyword(lexer->text, length);

	if (!keyword && lexer->size && (*lexer->text == '|' || *lexer->text == '\\'))
		return machine_lex_wrong(lexer, "content only after a \"file\" or \"log\" line");
	if (!keyword)
		return machine_lex_wrong(lexer, "\"file\", \"link\", \"dir\", \"absent\", \"denied\", \"failed\", "
		                     "\"malformed\", \"cpuid\", \"log\" or a comment with \"#\"");
	if (parser->manifest->count == XF_MANIFEST_ENTRIES)
		return machine_lex_wrong(lexer, "at most %u entries", XF_MANIFEST_ENTRIES);
	struct guest_entry entry = { .kind = keyword->kind, .outcome = keyword->outcome, .data = "" };
	int error = keyword->parse(lexer, &words, &entry);

	return error ? error : append(parser, &entry, line);
}

static int check_conflicts(struct parser *parser)
{
	struct guest_index index;
	const struct guest_entry *later, *earlier;

	if (machine_index_make(parser->lexer.arena, parser->manifest, &index))
		return -ENOMEM;
	later = machine_index_conflict(&index, &earlier);
	if (!later)
		return 0;
	parser->lexer.line = parser->lines[later - parser->manifest->entries];
	return machine_lex_wrong(&parser->lexer, "one entry of this kind for %s; line %zu has another",
	             later->path ? parse_clean(parser->lexer.arena, later->path, strlen(later->path), 512)
	                         : later->kind == XF_ENTRY_CPUID ? "this leaf" : "the log",
	             parser->lines[earlier - parser->manifest->entries]);
}

int machine_manifest_parse(struct arena *arena, const char *name, const char *text, size_t size,
                           struct guest_manifest *manifest, const char **why)
{
	struct parser parser = { .manifest = manifest };
	struct guest_lexer *lexer = &parser.lexer;
	int error;

	*lexer = (struct guest_lexer){ .arena = arena, .name = name, .at = text, .end = text + size,
		.wrong = why };
	*manifest = (struct guest_manifest){ NULL, 0 };
	*why = NULL;
	error = machine_lex_line(lexer);
	if (!error && (lexer->size != strlen(XF_MANIFEST_HEAD) ||
	               memcmp(lexer->text, XF_MANIFEST_HEAD, lexer->size)))
		error = machine_lex_wrong(lexer, "\"" XF_MANIFEST_HEAD "\" as the first line");
	while (!error && lexer->at < lexer->end) {
		error = machine_lex_line(lexer);
		if (!error && (!lexer->size || *lexer->text != '#'))
			error = parse_entry(&parser);
	}
	return error ? error : check_conflicts(&parser);
}
