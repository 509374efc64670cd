/* SPDX-License-Identifier: MIT */
/*
 * Identifiers that a word begins with, by their form. When in doubt one is found: a version number of four parts looks
 * like an address. No form is followed for more than XF_LONGEST bytes, or past what will be blanked, so that a text
 * made to look like the beginning of many addresses takes no longer than any other.
 */
#include "core/record/identify.h"

#include <ctype.h>
#include <string.h>

#define XF_LONGEST 80u /* a hardware address of InfiniBand has 20 pairs */

static char peek(struct scan *scan, size_t ahead)
{
	scan->work++;
	return (char)(scan->at + ahead < scan->size ? scan->text[scan->at + ahead] : '\0');
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c);
}

bool record_is_alnum(char c)
{
	return isalnum((unsigned char)c);
}

/* Does the text go on with this? Letters match in either case. */
static bool begins(struct scan *scan, const char *text)
{
	size_t length = 0;

	while (text[length] && tolower((unsigned char)text[length]) == tolower((unsigned char)peek(scan, length)))
		length++;
	return !text[length];
}

/* Hexadecimal digits from there, XF_LONGEST if there are more. */
static size_t hex_run(struct scan *scan, size_t ahead)
{
	size_t length = 0;

	while (length < XF_LONGEST && is_hex(peek(scan, ahead + length)))
		length++;
	return length;
}

/* Each finder returns the length of an identifier that starts at scan->at, or 0; the first *keep bytes of it stay. */

/* The "ec2" in front of an EC2 instance's UUID names the platform and not the machine. */
static size_t find_uuid(struct scan *scan, size_t *keep)
{
	static const size_t parts[] = { 8, 4, 4, 4, 12 };
	size_t length = hex_run(scan, 0);

	*keep = length > 3 && begins(scan, "ec2") ? 3 : 0;
	if (length == 32 || length == 64) /* the form of a machine-id, of a container's id */
		return record_is_alnum(peek(scan, length)) ? 0 : length;
	length = 0;
	for (size_t i = 0; i < 5; i++) {
		if (i && peek(scan, length++) != '-')
			return 0;
		if (hex_run(scan, length) != parts[i])
			return 0;
		length += parts[i];
	}
	return record_is_alnum(peek(scan, length)) ? 0 : length;
}

/* Six pairs of hexadecimal digits for Ethernet, up to 20 for other links, 7 for a PXE loader's BOOTIF=. */
static size_t find_hardware_address(struct scan *scan, size_t *keep)
{
	char separator = peek(scan, 2);
	size_t pairs = 0, length = 0;

	*keep = 0;
	if (separator != ':' && separator != '-')
		return 0;
	while (pairs < 20 && hex_run(scan, length) == 2) {
		pairs++;
		length += 2;
		if (peek(scan, length) != separator || !is_hex(peek(scan, length + 1)))
			break;
		length++;
	}
	return pairs >= 6 && !record_is_alnum(peek(scan, length)) ? length : pairs == 20 ? length - 1 : 0;
}

/* The interface's name that udev makes of a hardware address (net_id in systemd): enx001122334455, wlx... */
static size_t find_interface(struct scan *scan, size_t *keep)
{
	static const char *const links[] = { "enx", "ibx", "slx", "wlx", "wwx" };

	*keep = 3;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (begins(scan, links[i]) && hex_run(scan, 3) >= 12)
			return 3 + hex_run(scan, 3);
	return 0;
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
	bool more = peek(scan, length) == separator && isdigit((unsigned char)peek(scan, length + 1));

	return more || record_is_alnum(peek(scan, length)) ? 0 : length;
}

/* An address, or the name that EC2 and others derive from it: ip-10-0-0-1. */
static size_t find_ipv4(struct scan *scan, size_t *keep)
{
	*keep = 0;
	if (scan->at && scan->text[scan->at - 1] == '.')
		return 0;
	return begins(scan, "ip-") ? find_ipv4_with(scan, 3, '-') : find_ipv4_with(scan, 0, '.');
}

/* Eight groups, or fewer with one "::"; a PCI address or a time has neither. */
static size_t find_ipv6(struct scan *scan, size_t *keep)
{
	size_t length = 0, colons = 0, doubles = 0, digits = 0;

	*keep = 0;
	if (scan->at && scan->text[scan->at - 1] == '.')
		return 0;
	for (char c = 0; colons <= 8 && (is_hex(c = peek(scan, length)) || c == ':'); length++) {
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
	if (!digits || record_is_alnum(peek(scan, length)) || peek(scan, length) == '.')
		return 0;
	return (doubles == 1 && colons <= 8) || (!doubles && colons == 7) ? length : 0;
}

/* Ids of EC2, 8 or 17 hexadecimal digits after a kind, and 12 of a bridge of Docker's. */
static size_t find_id(struct scan *scan, size_t *keep)
{
	static const char *const kinds[] = { "i-", "vol-", "eni-", "ami-", "snap-", "subnet-", "vpc-", "sg-", "br-" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		*keep = strlen(kinds[i]);
		size_t digits = begins(scan, kinds[i]) ? hex_run(scan, *keep) : 0;

		if ((digits == 8 || digits == 12 || digits == 17) && !record_is_alnum(peek(scan, *keep + digits)))
			return *keep + digits;
	}
	return 0;
}

/* Names of storage and keys of services, which begin with their kind and end with a blank. */
static size_t find_name(struct scan *scan, size_t *keep)
{
	static const char *const kinds[] = { "iqn.", "naa.", "eui.", "wwn-", "AKIA", "ASIA", "arn:", "eyJ", "ghp_",
		"glpat-", "xoxb-" };
	size_t length = 0;

	*keep = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !length; i++)
		length = begins(scan, kinds[i]) ? strlen(kinds[i]) : 0;
	if (!length)
		return 0;
	while (scan->at + length < scan->size && !isspace((unsigned char)peek(scan, length)))
		length++;
	return length >= 12 ? length : 0;
}

/* What to search for: longer forms before those that could be part of them. */
static const struct kind {
	size_t (*find)(struct scan *scan, size_t *keep);
	char digit, other; /* as in struct finding */
} kinds[] = {
	{ find_name, 'x', 'x' }, { find_uuid, '0', '\0' }, { find_hardware_address, '0', '\0' },
	{ find_interface, '0', '\0' }, { find_ipv6, '0', '\0' }, { find_ipv4, '0', '\0' }, { find_id, '0', '\0' },
};

bool record_identify(struct scan *scan, struct finding *finding)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t keep, length = kinds[i].find(scan, &keep);

		if (!length)
			continue;
		*finding = (struct finding){ scan->at + keep, scan->at + length, kinds[i].digit, kinds[i].other };
		return true;
	}
	return false;
}
