/* SPDX-License-Identifier: MIT */
/*
 * Strict parsing of small values. strtoull accepts signs, blanks and trailing garbage; nothing here does. Cleaning
 * exists because one byte that is not UTF-8 in a DMI string makes Ansible reject the facts and kills a Salt minion.
 */
#include "core/util/parse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/util/arena.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

int parse_u64(const char *text, unsigned base, uint64_t *value)
{
	uint64_t sum = 0;

	if (base == 16 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		unsigned digit = (unsigned)digit_of(*text);

		if (digit >= base)
			return -EINVAL;
		if (sum > (UINT64_MAX - digit) / base)
			return -ERANGE;
		sum = sum * base + digit;
	}
	*value = sum;
	return 0;
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool parse_is_word(const char *text)
{
	const char *c = text;

	while (is_word_char(*c))
		c++;
	return c > text && !*c;
}

size_t parse_name(const char *text)
{
	size_t length = 0;

	while (is_word_char(text[length]) && (text[length] < 'A' || text[length] > 'Z'))
		length++;
	return length < 64 && *text >= 'a' && *text <= 'z' ? length : 0;
}

bool parse_is_name(const char *text)
{
	size_t length = parse_name(text);

	return length && !text[length];
}

static bool is_in(const char *text, const char *list, int (*compare)(const char *, const char *, size_t))
{
	size_t length = strlen(text);

	while (*list) {
		size_t word = strcspn(list, " ");

		if (word == length && !compare(list, text, length))
			return true;
		list += word + (list[word] == ' ');
	}
	return false;
}

bool parse_in(const char *text, const char *list)
{
	return is_in(text, list, strncmp);
}

bool parse_in_any_case(const char *text, const char *list)
{
	return is_in(text, list, strncasecmp);
}

/* Length of the valid UTF-8 sequence at `s`, 0 if there is none; *point is its code point. */
static size_t sequence_at(const unsigned char *s, size_t size, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (!length || length > size)
		return 0;
	*point = length == 1 ? s[0] : s[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (s[i] & 0x3f);
	}
	/* Overlong forms, surrogates and code points beyond Unicode are not UTF-8. */
	return *point < least[length] || (*point >= 0xd800 && *point < 0xe000) || *point > 0x10ffff ? 0 : length;
}

/* Control characters, line and paragraph separators, marks that reorder or hide text, soft hyphens and tags. */
static bool is_disguise(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0xad || point == 0x61c ||
	       (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || (point & 0xfffe) == 0xfffe ||
	       (point >= 0xe0000 && point <= 0xe007f);
}

size_t parse_plain(const char *bytes, size_t size)
{
	uint32_t point = 0;
	size_t length = size ? sequence_at((const unsigned char *)bytes, size, &point) : 0;

	return length && !is_disguise(point) ? length : 0;
}

/* Writes the cleaned text to `out`, or only measures it if `out` is NULL. */
static size_t clean_into(char *out, const unsigned char *in, size_t size, size_t cap)
{
	size_t used = 0;

	for (size_t i = 0, length; i < size; i += length) {
		uint32_t point = 0;
		bool good = (length = sequence_at(in + i, size - i, &point)) != 0 && !is_disguise(point);
		size_t need = good ? length : 4 * (length = length ? length : 1);

		if (used + need > cap)
			break;
		if (out && good)
			memcpy(out + used, in + i, length);
		for (size_t j = 0; out && !good && j < length; j++)
			snprintf(out + used + 4 * j, 5, "\\x%02x", in[i + j]);
		used += need;
	}
	return used;
}

const char *parse_clean(struct arena *arena, const char *bytes, size_t size, size_t cap)
{
	const unsigned char *in = (const unsigned char *)bytes;
	size_t plain = 0, length;

	while (plain < size && in[plain] >= 0x20 && in[plain] < 0x7f)
		plain++;
	if (plain == size) { /* nearly every text is plain ASCII */
		const char *copy = arena_dup(arena, bytes, size < cap ? size : cap);

		return copy ? copy : "";
	}
	length = clean_into(NULL, in, size, cap);
	char *out = arena_alloc(arena, length + 1);

	if (!out)
		return "";
	clean_into(out, in, size, cap);
	out[length] = '\0'; /* snprintf may have put its own NUL only where text follows or ends */
	return out;
}
