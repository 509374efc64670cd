/* SPDX-License-Identifier: MIT */
/*
 * Elements of `reads`. A plugin that wants a few lines of a large file, such as a kernel's configuration, says which
 * ones there, because replay depends on that list: the observation has only those lines, so a recording needs no
 * others.
 */
#include "core/probe/reads.h"

#include <fnmatch.h>
#include <string.h>

#define LINES " lines:"

bool probe_reads_path(const char *element, char path[XF_READS_CAP])
{
	const char *end = strstr(element, LINES);
	size_t length = end ? (size_t)(end - element) : strlen(element);

	if (*element != '/' || length >= XF_READS_CAP)
		return false;
	memcpy(path, element, length);
	path[length] = '\0';
	return true;
}

const char *probe_reads_lines(const char *element)
{
	const char *found = *element == '/' ? strstr(element, LINES) : NULL;

	return found ? found + strlen(LINES) : NULL;
}

/*
 * Compares the literal prefix first: fnmatch(3) takes ten times as long, and few lines of a kernel's configuration
 * match.
 */
bool probe_reads_like(const void *pattern, const char *line)
{
	const char *text = pattern;
	size_t literal = strcspn(text, "*?[\\");

	return !strncmp(line, text, literal) && (!strcmp(text + literal, "*") || !fnmatch(text, line, 0));
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
