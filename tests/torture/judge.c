/* SPDX-License-Identifier: MIT */
/* A report may know less than it could, and says so. It must not know anything else. */
#include "tests/torture/judge.h"

#include <string.h>

/* Is a line, its newline included, one of a text? */
static bool has_line(const char *text, const char *line, size_t length)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (!strncmp(text, line, length))
			return true;
	return false;
}

/*
 * What follows from what is unknown may differ: reasons, evidence, problems, how the plugins fared; and the version,
 * which is by its definition as complete as it is known.
 */
static bool may_differ(const char *line)
{
	static const char *const begins[] = { "version=", "evidence.", "plugins.", "unknown", "problem", "denied" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(line, begins[i], strlen(begins[i])))
			return true;
	return false;
}

/* Is it a verdict that the rules could not reach, or on which they disagree? */
static bool is_undecided(const char *line)
{
	const char *value = line + strcspn(line, "=\n");

	return !strncmp(value, "=unknown\n", 9) || !strncmp(value, "=conflict\n", 10);
}

/* The same, of the line with that key. */
static bool has_undecided(const char *text, const char *key, size_t length)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (!strncmp(text, key, length) && is_undecided(text))
			return true;
	return false;
}

/* Did a plugin not end well, or is more unknown than is usual? */
static bool tells_of_a_loss(const char *good, const char *text)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *end = text + strcspn(text, "=\n");
		bool status = !strncmp(text, "plugins.", 8) && end - text > 7 && !strncmp(end - 7, ".status", 7);

		if ((status && strncmp(end, "=ok\n", 4)) ||
		    (!strncmp(text, "unknown.", 8) && !has_line(good, text, strcspn(text, "\n") + 1)))
			return true;
	}
	return false;
}

const char *judge_flat(const char *good, const char *text)
{
	bool told = tells_of_a_loss(good, text);
	size_t length;

	if (!*text || text[strlen(text) - 1] != '\n')
		return "the report is cut off";
	for (const char *line = text; *line; line += length) {
		length = strcspn(line, "\n") + 1;
		/* After a plugin failed, others run that would not have run, as nothing says that Xen is absent. */
		bool fresh = told && !has_line(good, line, strcspn(line, "=") + 1);

		if (!may_differ(line) && !is_undecided(line) && !fresh && !has_line(good, line, length))
			return line;
	}
	for (const char *line = good; *line; line += length) {
		length = strcspn(line, "\n") + 1;
		if (may_differ(line) || has_line(text, line, length))
			continue;
		/* Of a list, all is lost or nothing; of a verdict, another line is there, and undecided. */
		size_t key = strcspn(line, "=") + 1;

		if (!told || (has_line(text, line, key) && !has_undecided(text, line, key)))
			return line;
	}
	return NULL;
}

bool judge_errors(const char *text)
{
	bool all = *text && text[strlen(text) - 1] == '\n';

	for (; *text && all; text += strcspn(text, "\n"), text += *text == '\n')
		all = !strncmp(text, "xenfacts: ", 10) && text[10] != '\n';
	return all;
}
