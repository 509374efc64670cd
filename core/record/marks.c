/* SPDX-License-Identifier: MIT */
/*
 * Identifiers with a mark in them or before them: USER@HOST, SCHEME://..., PASSWORD=..., "Serial Number: ...". Only the
 * mark is searched for; what is left of it is followed no further than to where the previous finding ended, or for the
 * length of a name.
 */
#include <ctype.h>
#include <string.h>

#include "core/record/identify.h"

#define XF_NAME_CAP 24u /* longest name below, and blanks behind it */

/* What the value behind a name is: nobody else's business, up to a blank or to the end of the line. */
static const struct named {
	const char *name;  /* the end of what stands before the mark, in lower case */
	const char *marks; /* one of these follows */
	bool line;         /* blank to the end of the line */
} names[] = {
	/* "SerialNumber=3" of the USB core is the index of a string (drivers/usb/core/hub.c, announce_device). */
	{ "serialnumber", ":", true }, { "serial number", ":", true }, { "serial", ":", true },
	{ "service tag", ":", true }, { "asset tag", ":", true }, { " serial", "=", false },
	{ "password", ":=", false }, { "passwd", ":=", false }, { "passphrase", ":=", false }, { "pwd", "=", false },
	{ "secret", ":=", false }, { "token", ":=", false }, { "key", "=", false }, { "psk", "=", false },
	{ "credential", ":=", false }, { "user", "=", false }, { "username", ":=", false }, { "login", "=", false },
	{ "hostname", ":=", false }, { "label", "=", false }, { "partuuid", "=", false },
};

static char at(struct scan *scan, size_t place)
{
	scan->work++;
	return (char)(place < scan->size ? scan->text[place] : '\0');
}

static bool is_of_address(char c)
{
	return record_is_alnum(c) || (c && strchr("._%+-", c));
}

/* Is it the kernel's release that begins here? A plugin knows the log's first line by its digit. */
static bool is_release(const struct scan *scan, size_t begin)
{
	static const char before[] = "Linux version ";
	size_t length = sizeof(before) - 1;

	return begin >= length && !memcmp(scan->text + begin - length, before, length);
}

/* Also the builder in "Linux version 6.1.0 (root@host)". Where that is joined to the release, its number stays. */
static bool find_address(struct scan *scan, size_t from, struct finding *finding)
{
	size_t begin = scan->at, end = scan->at + 1;

	while (begin > from && is_of_address(at(scan, begin - 1)))
		begin--;
	while (is_of_address(at(scan, end)))
		end++;
	bool found = begin < scan->at && end > scan->at + 1;

	if (is_release(scan, begin))
		begin += strspn(scan->text + begin, "0123456789."); /* ends at the @ */
	*finding = (struct finding){ begin, end, 'x', 'x' };
	return found;
}

/* The end of a value: of the line, or where a blank or quote ends the word. */
static size_t value_end(struct scan *scan, size_t begin, bool line)
{
	size_t end = begin;

	for (char c; (c = at(scan, end)) && c != '\n'; end++)
		if (!line && (isspace((unsigned char)c) || strchr("\"'<>", c)))
			break;
	return end;
}

static bool find_url(struct scan *scan, struct finding *finding)
{
	if (!scan->at || !record_is_alnum(scan->text[scan->at - 1]) || at(scan, scan->at + 1) != '/' ||
	    at(scan, scan->at + 2) != '/')
		return false;
	*finding = (struct finding){ scan->at + 3, value_end(scan, scan->at + 3, false), 'x', 'x' };
	return finding->end > finding->begin;
}

/* Copies what stands before the mark, in lower case and without blanks at its end; returns its length. */
static size_t name_before(struct scan *scan, size_t from, char name[XF_NAME_CAP])
{
	size_t end = scan->at, length;

	while (end > from && scan->at - end < 4 && strchr(" \t\"'", scan->text[end - 1]))
		end--;
	length = end - from < XF_NAME_CAP ? end - from : XF_NAME_CAP;
	scan->work += XF_NAME_CAP;
	for (size_t i = 0; i < length; i++)
		name[i] = (char)tolower((unsigned char)scan->text[end - length + i]);
	return length;
}

static bool find_value(struct scan *scan, size_t from, struct finding *finding)
{
	char name[XF_NAME_CAP], mark = scan->text[scan->at];
	size_t length = name_before(scan, from, name);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t wanted = strlen(names[i].name), begin = scan->at + 1;

		if (!strchr(names[i].marks, mark) || length < wanted ||
		    memcmp(name + length - wanted, names[i].name, wanted))
			continue;
		while (begin - scan->at < 8 && begin < scan->size && strchr(" \t\"'", at(scan, begin)))
			begin++;
		*finding = (struct finding){ begin, value_end(scan, begin, names[i].line), 'x', 'x' };
		return finding->end > finding->begin;
	}
	return false;
}

bool record_identify_mark(struct scan *scan, size_t from, struct finding *finding)
{
	char mark = scan->text[scan->at];

	if (mark == '@')
		return find_address(scan, from, finding);
	return (mark == ':' && find_url(scan, finding)) || find_value(scan, from, finding);
}
