/* SPDX-License-Identifier: MIT */
/*
 * Elements of `reads`. A plugin that wants a few lines of a large file, such as a kernel's configuration, says which
 * ones there, because replay depends on that list: the observation has only those lines, so a recording needs no
 * others. Of the kernel's command line it says which parameters, since passwords may stand between them.
 */
#include "core/probe/reads.h"

#include <ctype.h>
#include <fnmatch.h>
#include <limits.h>
#include <string.h>

#define LINES "lines:"
#define WORDS "words:"
#define NAME_CAP 64u /* bytes of a parameter's name, its NUL included; no pattern matches a longer one */

static bool is_lines(const char *part)
{
	return !strncmp(part, LINES, strlen(LINES));
}

const char *probe_reads_part(const char *element)
{
	const char *lines = strstr(element, " " LINES), *words = strstr(element, " " WORDS);
	const char *found = !lines || (words && words < lines) ? words : lines;

	return *element == '/' && found ? found + 1 : NULL;
}

bool probe_reads_path(const char *element, char path[XF_READS_CAP])
{
	const char *part = probe_reads_part(element);
	size_t length = part ? (size_t)(part - 1 - element) : strlen(element);

	if (*element != '/' || length >= XF_READS_CAP)
		return false;
	memcpy(path, element, length);
	path[length] = '\0';
	return true;
}

/*
 * fnmatch(3) with FNM_PATHNAME for patterns whose only special character is '*', as nearly all are: ten times as fast.
 * A '*' that fails is tried with one byte more, but for a slash; no earlier one has to be, as each slash has its place.
 */
static bool matches_stars(const char *pattern, const char *place)
{
	const char *star = NULL, *after = NULL; /* the last '*', and where what follows it begins for now */

	while (*place) {
		if (*pattern == '*') {
			star = pattern++;
			after = place;
		} else if (*pattern == *place) {
			pattern++;
			place++;
		} else if (star && *after != '/') {
			pattern = star + 1;
			place = ++after;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

/* May a wildcard begin there, or what follows a path? A table, because this is asked of every byte of every place. */
static bool is_special(char c)
{
	static const bool special[UCHAR_MAX + 1] = { ['\0'] = true, ['*'] = true, ['?'] = true, ['['] = true,
		['\\'] = true, [' '] = true };

	return special[(unsigned char)c];
}

bool probe_reads_allows(const char *element, const char *place)
{
	char pattern[XF_READS_CAP];
	size_t same = 0;

	while (element[same] == place[same] && !is_special(place[same]))
		same++;
	if (!is_special(element[same]))
		return false; /* nearly all end here */
	if (!strpbrk(element + same, "?[\\ "))
		return matches_stars(element + same, place + same);
	return probe_reads_path(element, pattern) && !fnmatch(pattern, place, FNM_PATHNAME);
}

/* Parts of one kind. */
struct parts {
	const char *const *list;
	size_t count;
};

/*
 * Does the line match one of the patterns? Compares the literal prefix first: fnmatch(3) takes ten times as long, and
 * few lines of a kernel's configuration match.
 */
static bool keeps_line(const void *self, const char *line)
{
	const struct parts *parts = self;

	for (size_t i = 0; i < parts->count; i++) {
		const char *text = parts->list[i] + strlen(LINES);
		size_t literal = strcspn(text, "*?[\\");

		if (!strncmp(line, text, literal) && (!strcmp(text + literal, "*") || !fnmatch(text, line, 0)))
			return true;
	}
	return false;
}

/* How many bytes of a word are kept: 0, its name, or all of it if a pattern ends with '='. */
static size_t kept_of_word(const char *names, const char *name, size_t length, size_t name_length)
{
	char pattern[NAME_CAP];
	size_t kept = 0;

	for (size_t size; *(names += strspn(names, " ")); names += size) {
		size = strcspn(names, " ");
		bool whole = names[size - 1] == '=';

		if (size - whole >= sizeof(pattern))
			continue;
		memcpy(pattern, names, size - whole);
		pattern[size - whole] = '\0';
		if (!fnmatch(pattern, name, 0))
			kept = whole || kept == length ? length : name_length;
	}
	return kept;
}

/* The end of a word as the kernel splits its command line (lib/cmdline.c, next_arg): quotes hold blanks together. */
static size_t word_end(const char *text, size_t at, size_t size)
{
	for (bool quoted = false; at < size && (quoted || !isspace((unsigned char)text[at])); at++)
		quoted ^= text[at] == '"';
	return at;
}

/* How many bytes of a word of the command line to keep. The kernel takes '-' for '_' in a name (kernel/params.c). */
static size_t kept(const struct parts *parts, const char *word, size_t length)
{
	const char *equals = memchr(word, '=', length);
	size_t name_length = equals ? (size_t)(equals - word) : length, most = 0;
	char name[NAME_CAP];

	if (name_length >= sizeof(name))
		return 0;
	for (size_t i = 0; i < name_length; i++)
		name[i] = (char)(word[i] == '-' ? '_' : word[i]);
	name[name_length] = '\0';
	for (size_t i = 0; i < parts->count; i++) {
		size_t some = kept_of_word(parts->list[i] + strlen(WORDS), name, length, name_length);

		most = some > most ? some : most;
	}
	return most;
}

/* Keeps some words, a blank between them, and the newline at the end. What follows "--" is for init. */
static size_t cut_words(const struct parts *parts, char *text, size_t size)
{
	bool newline = size && text[size - 1] == '\n';
	size_t used = 0;

	size -= newline;
	for (size_t at = 0, end; at < size; at = end + 1) {
		end = word_end(text, at, size);
		if (end - at == 2 && !memcmp(text + at, "--", 2))
			break;
		size_t length = kept(parts, text + at, end - at);

		if (length && used)
			text[used++] = ' ';
		memmove(text + used, text + at, length);
		used += length;
	}
	if (newline)
		text[used++] = '\n';
	return used;
}

size_t probe_reads_cut_any(const char *const *list, size_t count, char *text, size_t size)
{
	struct parts parts = { list, count };

	for (size_t i = 0; i < count; i++)
		if (!list[i] || is_lines(list[i]) != is_lines(list[0]))
			return size;
	if (!count)
		return size;
	return is_lines(list[0]) ? probe_reads_keep(text, size, keeps_line, &parts) : cut_words(&parts, text, size);
}

size_t probe_reads_cut(const char *part, char *text, size_t size)
{
	return probe_reads_cut_any(&part, 1, text, size);
}

size_t probe_reads_keep(char *text, size_t size, probe_keep_fn *keep, const void *self)
{
	size_t kept = 0;

	for (size_t at = 0, length; at < size; at += length) {
		char *newline = memchr(text + at, '\n', size - at);

		length = newline ? (size_t)(newline - text) + 1 - at : size - at;
		if (newline)
			*newline = '\0';
		bool wanted = keep(self, text + at);

		if (newline)
			*newline = '\n';
		if (wanted) {
			memmove(text + kept, text + at, length);
			kept += length;
		}
	}
	return kept;
}
