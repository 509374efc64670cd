/* SPDX-License-Identifier: MIT */
/*
 * Blanks what identifies a machine. Every finding is replaced byte by byte, digits by 0 and other text by x, so that
 * columns, line numbers and sizes in a recording stay true. Marks have a pass of their own, since a finding around one
 * may begin in the middle of one that a word begins with. What they blank may end an address ("1:2:3:4:5:6:7:8:x@y"),
 * so words are searched for once more: blanking a second time must change nothing.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/identify.h"
#include "core/record/record.h"

#define XF_WORD_CAP 64u /* bytes of the longest word to blank: HOST_NAME_MAX in Linux */

/* A word being looked up. */
struct word {
	const char *text;
	size_t length;
};

static int compare_word(const void *key, const void *element)
{
	const struct word *word = key;
	const char *other = *(const char *const *)element;
	int order = strncmp(word->text, other, word->length);

	if (order)
		return order;
	if (strnlen(other, word->length) < word->length)
		return 1; /* strncmp stopped at a NUL in the text */
	return other[word->length] ? -1 : 0;
}

/* Is it one of the words to blank that begins here? The longest counts. */
static bool find_word(struct scan *scan, const struct record_words *words, struct finding *finding)
{
	size_t left = scan->size - scan->at, most = left < XF_WORD_CAP ? left : XF_WORD_CAP;

	for (size_t length = most; words->count && length; length--) {
		struct word word = { scan->text + scan->at, length };

		scan->work++;
		if (length < left && record_is_alnum(word.text[length]))
			continue;
		if (!bsearch(&word, words->sorted, words->count, sizeof(*words->sorted), compare_word))
			continue;
		*finding = (struct finding){ scan->at, scan->at + length, 'x', 'x' };
		return true;
	}
	return false;
}

/* Blanks it and moves past it. */
static void blank(struct scan *scan, const struct finding *finding)
{
	for (size_t i = finding->begin; i < finding->end; i++) {
		char *c = &scan->text[i];

		if (isxdigit((unsigned char)*c))
			*c = finding->digit;
		else if (finding->other && !isspace((unsigned char)*c) && *c != '@' && *c != '\0')
			*c = finding->other;
	}
	scan->at = finding->end;
}

static size_t blank_words(char *text, size_t size, const struct record_words *words)
{
	struct scan scan = { .text = text, .size = size };
	struct finding finding;

	while (scan.at < size) {
		scan.work++;
		/* Nothing starts inside a word. */
		if (!(scan.at && record_is_alnum(text[scan.at - 1])) &&
		    (find_word(&scan, words, &finding) || record_identify(&scan, &finding)))
			blank(&scan, &finding);
		else
			scan.at++;
	}
	return scan.work;
}

static size_t blank_marked(char *text, size_t size)
{
	struct scan scan = { .text = text, .size = size };
	struct finding finding;

	for (size_t from = 0; scan.at < size;) {
		scan.work++;
		if (text[scan.at] == '\n')
			from = scan.at + 1;
		if (strchr("@:=", text[scan.at]) && text[scan.at] && record_identify_mark(&scan, from, &finding)) {
			blank(&scan, &finding);
			from = scan.at;
		} else {
			scan.at++;
		}
	}
	return scan.work;
}

size_t record_redact_words(char *text, size_t size, const struct record_words *words)
{
	size_t work = blank_words(text, size, words);

	work += blank_marked(text, size);
	return work + blank_words(text, size, words);
}

size_t record_redact(char *text, size_t size, const char *host)
{
	return record_redact_words(text, size, &(struct record_words){ &host, host && *host ? 1 : 0 });
}
