/* SPDX-License-Identifier: MIT */
/*
 * fnmatch(3) on a thousand lines for each of forty patterns would cost more than everything else, and so would
 * searching a log of a megabyte forty times. So the log is read once, and a line is tried only where the longest
 * literal part of a pattern begins (S. Wu, U. Manber, "A fast algorithm for multi-pattern searching", 1994: a window as
 * long as the shortest literal moves on by what its last two bytes allow).
 */
#include "core/machine/log-search.h"

#include <fnmatch.h>
#include <string.h>

#include "core/machine/log.h"

#define PAIRS 1024u /* a power of two */
#define WINDOW_CAP 16u

struct search {
	struct arena *arena;
	const char *text, *end;
	size_t window;                     /* bytes */
	unsigned char shift[PAIRS];        /* how far the window may move, by the pair at its end */
	struct log_pattern *ending[PAIRS]; /* whose literal part's window ends with that pair */
};

static size_t pair_at(const char *at)
{
	return ((unsigned char)at[0] * 37u + (unsigned char)at[1]) % PAIRS;
}

/*
 * Where the bracket expression at a '[' ends; NULL if it has no end, which makes the '[' a literal one, or if it has
 * classes, which may contain a ']'.
 */
static const char *bracket_end(const char *pattern)
{
	const char *at = pattern + 1;

	at += *at == '!' || *at == '^';
	at += *at == ']';
	at += strcspn(at, "[]");
	return *at == ']' ? at + 1 : NULL;
}

static void find_literal(struct log_pattern *pattern)
{
	const char *at = pattern->pattern;

	pattern->length = 0;
	while (at && *at) {
		size_t length = strcspn(at, "*?[\\");

		if (length > pattern->length) {
			pattern->literal = at;
			pattern->length = length;
		}
		at += length;
		at = *at == '[' ? bracket_end(at) : at + (*at != '\0');
	}
	if (pattern->length < 2)
		pattern->length = 0;
}

/* Tries the line around a place, once for each pattern. */
static void try_line(struct search *search, struct log_pattern *pattern, const char *at)
{
	const char *begin = memrchr(search->text, '\n', (size_t)(at - search->text));
	const char *end = memchr(at, '\n', (size_t)(search->end - at));

	begin = begin ? begin + 1 : search->text;
	end = end ? end : search->end;
	const char *line = machine_log_text(begin);
	size_t length = end > line ? machine_log_evidence(line, (size_t)(end - line)) : 0;
	char small[512]; /* fnmatch needs a string; nearly every line is shorter */
	char *string = length < sizeof(small) ? memcpy(small, line, length) : arena_dup(search->arena, line, length);

	if (string) {
		string[length] = '\0';
		if (!fnmatch(pattern->pattern, string, 0) && !pattern->count++)
			pattern->line = arena_dup(search->arena, string, length);
	}
	pattern->tried = end;
}

static void try_every_line(struct search *search, struct log_pattern *pattern)
{
	for (const char *at = search->text; at < search->end; at = pattern->tried + 1)
		try_line(search, pattern, at);
}

static void try_each(struct search *search, const char *at)
{
	size_t left = (size_t)(search->end - at);
	struct log_pattern *pattern = search->ending[pair_at(at + search->window - 2)];

	for (; pattern; pattern = pattern->next)
		if (at >= pattern->tried && pattern->length <= left && !memcmp(at, pattern->literal, pattern->length))
			try_line(search, pattern, at);
}

/* Enters a literal part into the tables. */
static void add_literal(struct search *search, struct log_pattern *pattern)
{
	size_t last = search->window - 2;

	for (size_t i = 0; i <= last; i++) {
		unsigned char *shift = &search->shift[pair_at(pattern->literal + i)];

		*shift = last - i < *shift ? (unsigned char)(last - i) : *shift;
	}
	struct log_pattern **place = &search->ending[pair_at(pattern->literal + last)];

	pattern->next = *place;
	*place = pattern;
}

void machine_log_search(struct arena *arena, const char *text, size_t size, struct log_pattern *patterns)
{
	struct search search = { .arena = arena, .text = text, .end = text + size, .window = WINDOW_CAP };

	for (struct log_pattern *pattern = patterns; pattern; pattern = pattern->also) {
		find_literal(pattern);
		pattern->tried = text;
		if (!pattern->length)
			try_every_line(&search, pattern);
		else if (pattern->length < search.window)
			search.window = pattern->length;
	}
	memset(search.shift, (int)search.window - 1, sizeof(search.shift));
	for (struct log_pattern *pattern = patterns; pattern; pattern = pattern->also)
		if (pattern->length)
			add_literal(&search, pattern);
	for (const char *at = text; (size_t)(search.end - at) >= search.window;) {
		size_t shift = search.shift[pair_at(at + search.window - 2)];

		if (!shift)
			try_each(&search, at);
		at += shift ? shift : 1;
	}
}
