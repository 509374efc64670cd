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

/* Does a line begin like that? */
static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* The line with that key, its '=' included; NULL if there is none. */
static const char *find_line(const char *text, const char *key, size_t length)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (!strncmp(text, key, length))
			return text;
	return NULL;
}

/* The version is by its definition as complete as it is known: "4.17" where "4.17.7" cannot be known. */
static bool is_shorter_version(const char *good, const char *line)
{
	const char *whole = find_line(good, "version=", strlen("version="));
	size_t length = strcspn(line, "\n");

	return begins(line, "version=") && whole && !strncmp(whole, line, length) && strchr(".-\n", whole[length]);
}

/*
 * Evidence rests on fewer facts, or on others: those that the good report has too, for which it was not needed; or that
 * nobody has decided. Rules that hold unless something is known come to hold.
 */
static bool is_other_evidence(const char *good, const char *line)
{
	size_t side = strcspn(line, "=\n");
	const char *fact = line + side + (line[side] == '=');
	size_t key = strcspn(fact, "=\n") + 1, length = strcspn(fact, "(\n");

	if (!begins(line, "evidence."))
		return false;
	length -= length && fact[length] == '('; /* the blank before the places */
	const char *same = find_line(good, fact, key);

	return begins(line + side - 6, ".rules") || (same && !strncmp(same, fact, length)) ||
	       !strncmp(fact + key, "conflict", 8) || !strncmp(fact + key, "unknown", 7);
}

/*
 * What may differ whatever it says: how the plugins fared, and how much is unknown or wrong. What is unknown must have
 * failed: EIO and the like are never taken for a place that is absent, or that was denied. Problems are fewer, as they
 * follow from facts, but for those which say that something could not be found out.
 */
static bool may_differ(const char *good, const char *line)
{
	static const char *const any[] = {
		"plugins.", "unknown_count=", "problem_count=", "problems=plugin_failed", "problems=undecided",
		"problems=conflict",
	};
	const char *value = line + strcspn(line, "=\n");

	for (size_t i = 0; i < sizeof(any) / sizeof(any[0]); i++)
		if (begins(line, any[i]))
			return true;
	return (begins(line, "unknown.") && begins(value, "=failed\n")) || is_shorter_version(good, line) ||
	       is_other_evidence(good, line);
}

/* May a line of the good report be missing without a reason of its own? */
static bool may_be_missing(const char *line)
{
	return begins(line, "version=") || begins(line, "evidence.") || begins(line, "plugins.") ||
	       begins(line, "unknown") || begins(line, "problem");
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
	const char *line = find_line(text, key, length);

	return line && is_undecided(line);
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

		if (!may_differ(good, line) && !is_undecided(line) && !fresh && !has_line(good, line, length))
			return line;
	}
	for (const char *line = good; *line; line += length) {
		length = strcspn(line, "\n") + 1;
		if (may_be_missing(line) || has_line(text, line, length))
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
