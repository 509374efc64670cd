/* SPDX-License-Identifier: MIT */
/*
 * Blanks what identifies a machine. Every match is replaced byte by byte, digits by 0 and other text by x, so that
 * columns, line numbers and sizes in a recording stay true. When in doubt it blanks: a version number of four parts
 * looks like an address and is lost. The "ec2" in front of an EC2 instance's UUID stays, as it names the platform and
 * not the machine.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/record/record.h"

/* A text being searched; everything before `at` is done. */
struct scan {
	char *text;
	size_t at, size;
	size_t keep; /* bytes at the front of the match to keep */
	const char *host;
};

static char peek(const struct scan *scan, size_t ahead)
{
	return (char)(scan->at + ahead < scan->size ? scan->text[scan->at + ahead] : '\0');
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c);
}

static bool is_alnum(char c)
{
	return isalnum((unsigned char)c);
}

static size_t hex_run(const struct scan *scan, size_t ahead)
{
	size_t length = 0;

	while (is_hex(peek(scan, ahead + length)))
		length++;
	return length;
}

/* Each finder returns the length of an identifier that starts at scan->at, or 0. */

static size_t find_uuid(struct scan *scan)
{
	static const size_t parts[] = { 8, 4, 4, 4, 12 };
	size_t length = hex_run(scan, 0);

	if (length > 3 && !strncasecmp(scan->text + scan->at, "ec2", 3))
		scan->keep = 3;
	if (length == 32) /* the form of a machine-id */
		return is_alnum(peek(scan, length)) ? 0 : length;
	length = 0;
	for (size_t i = 0; i < 5; i++) {
		if (i && peek(scan, length++) != '-')
			return 0;
		if (hex_run(scan, length) != parts[i])
			return 0;
		length += parts[i];
	}
	return is_alnum(peek(scan, length)) ? 0 : length;
}

/* Six pairs of hexadecimal digits for Ethernet, more for other links and for a PXE loader's BOOTIF=. */
static size_t find_hardware_address(struct scan *scan)
{
	char separator = peek(scan, 2);
	size_t pairs = 0, length = 0;

	if (separator != ':' && separator != '-')
		return 0;
	while (hex_run(scan, length) == 2) {
		pairs++;
		length += 2;
		if (peek(scan, length) != separator || !is_hex(peek(scan, length + 1)))
			break;
		length++;
	}
	return pairs >= 6 && !is_alnum(peek(scan, length)) ? length : 0;
}

static size_t find_ipv4_with(struct scan *scan, size_t ahead, char separator)
{
	size_t length = ahead;

	for (int part = 0; part < 4; part++) {
		unsigned value = 0;
		size_t digits = 0;

		if (part && peek(scan, length++) != separator)
			return 0;
		for (; digits < 4 && isdigit((unsigned char)peek(scan, length)); digits++)
			value = value * 10 + (unsigned)(peek(scan, length++) - '0');
		if (!digits || value > 255)
			return 0;
	}
	bool goes_on = peek(scan, length) == separator && isdigit((unsigned char)peek(scan, length + 1));

	return goes_on || is_alnum(peek(scan, length)) ? 0 : length;
}

/* An address, or the name that EC2 and others derive from it: ip-10-0-0-1. */
static size_t find_ipv4(struct scan *scan)
{
	if (scan->at && scan->text[scan->at - 1] == '.')
		return 0;
	if (peek(scan, 0) == 'i' && peek(scan, 1) == 'p' && peek(scan, 2) == '-')
		return find_ipv4_with(scan, 3, '-');
	return find_ipv4_with(scan, 0, '.');
}

/* Eight groups, or fewer with one "::"; a PCI address or a time has neither. */
static size_t find_ipv6(struct scan *scan)
{
	size_t length = 0, colons = 0, doubles = 0, digits = 0;

	if (scan->at && scan->text[scan->at - 1] == '.')
		return 0;
	for (char c = 0; is_hex(c = peek(scan, length)) || c == ':'; length++) {
		size_t group = c == ':' ? 0 : hex_run(scan, length);

		if (group > 4)
			return 0;
		if (group) {
			digits += group;
			length += group - 1;
			continue;
		}
		colons++;
		doubles += peek(scan, length + 1) == ':';
	}
	if (length > 1 && peek(scan, length - 1) == ':' && peek(scan, length - 2) != ':') {
		length--; /* punctuation */
		colons--;
	}
	if (!digits || is_alnum(peek(scan, length)) || peek(scan, length) == '.')
		return 0;
	return (doubles == 1 && colons <= 8) || (!doubles && colons == 7) ? length : 0;
}

/* Ids of EC2: 8 or 17 hexadecimal digits after a kind. */
static size_t find_ec2_id(struct scan *scan)
{
	static const char *const kinds[] = { "i-", "vol-", "eni-" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t kind = strlen(kinds[i]), digits = hex_run(scan, kind);

		if (scan->size - scan->at < kind || memcmp(scan->text + scan->at, kinds[i], kind))
			continue;
		if ((digits != 8 && digits != 17) || is_alnum(peek(scan, kind + digits)))
			continue;
		scan->keep = kind;
		return kind + digits;
	}
	return 0;
}

/* "SerialNumber: 0123" of the USB core, "Serial Number:" of others: to the end of the line. */
static size_t find_serial(struct scan *scan)
{
	static const char *const names[] = { "SerialNumber:", "Serial Number:" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i]);

		if (scan->size - scan->at < length || strncasecmp(scan->text + scan->at, names[i], length))
			continue;
		scan->keep = length;
		while (scan->at + length < scan->size && peek(scan, length) != '\n')
			length++;
		return length;
	}
	return 0;
}

static bool is_word_byte(char c)
{
	return is_alnum(c) || c == '-' || c == '_';
}

static size_t find_host(struct scan *scan)
{
	size_t length = scan->host ? strlen(scan->host) : 0;

	if (!length || scan->size - scan->at < length || memcmp(scan->text + scan->at, scan->host, length))
		return 0;
	if ((scan->at && is_word_byte(scan->text[scan->at - 1])) || is_word_byte(peek(scan, length)))
		return 0;
	return length;
}

/* What to search for: longer forms before those that could be part of them. */
static const struct kind {
	size_t (*find)(struct scan *scan);
	char digit; /* replaces hexadecimal digits ... */
	char text;  /* ... and everything else, unless NUL */
} kinds[] = {
	{ find_host, 'x', 'x' }, { find_serial, 'x', 'x' }, { find_uuid, '0', '\0' },
	{ find_hardware_address, '0', '\0' }, { find_ipv6, '0', '\0' }, { find_ipv4, '0', '\0' },
	{ find_ec2_id, '0', '\0' },
};

static void blank(struct scan *scan, const struct kind *kind, size_t length)
{
	for (size_t i = scan->keep; i < length; i++) {
		char *c = &scan->text[scan->at + i];

		if (is_hex(*c))
			*c = kind->digit;
		else if (kind->text && !isspace((unsigned char)*c))
			*c = kind->text;
	}
	scan->at += length;
}

/* Blanks what starts at scan->at and moves past it. */
static void step(struct scan *scan)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		scan->keep = 0;
		size_t length = kinds[i].find(scan);

		if (length) {
			blank(scan, &kinds[i], length);
			return;
		}
	}
	scan->at++;
}

void record_redact(char *text, size_t size, const char *host)
{
	struct scan scan = { .text = text, .size = size, .host = host };

	while (scan.at < size) {
		if (scan.at && is_alnum(text[scan.at - 1]))
			scan.at++; /* nothing starts inside a word */
		else
			step(&scan);
	}
}
