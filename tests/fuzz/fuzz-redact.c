/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a text to blank, with identifiers planted in their middle: none of these is left, the text keeps its
 * size and lines, what changed is what blanks, and blanking again changes nothing.
 */
#include <ctype.h>
#include <string.h>

#include "core/record/record.h"
#include "tests/fuzz/fuzz.h"

#define HOST "web-17"

static const char *const secrets[] = {
	"4c4c4544-0042-3510-8052-b4c04f4e3132", "00:16:3e:5e:6c:7a", "192.0.2.17", "2001:db8::5054:ff:fe12:3456",
	"i-0abcdef1234567890", HOST, "ip-192-0-2-17",
};

static void check_line_structure(const char *before, const char *after, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		fuzz_hold((before[i] == '\n') == (after[i] == '\n'));
		fuzz_hold(before[i] == after[i] || after[i] == '0' || after[i] == 'x');
	}
}

/* Blanks a text of just that size, so that a sanitizer sees a byte too far. */
static void check(const char *before, size_t size)
{
	char *once = malloc(size + 1), *twice = malloc(size + 1);

	fuzz_hold(once && twice);
	memcpy(once, before, size);
	record_redact(once, size, HOST);
	check_line_structure(before, once, size);
	memcpy(twice, once, size);
	record_redact(twice, size, HOST);
	fuzz_hold(!memcmp(once, twice, size));
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		char word[80];
		size_t length = (size_t)snprintf(word, sizeof(word), " %s ", secrets[i]);

		fuzz_hold_of(!memmem(once, size, word, length), "is left", secrets[i]);
	}
	free(once);
	free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t half = size / 2, used = half;
	char *text = malloc(size + 512);

	fuzz_hold(text != NULL);
	memcpy(text, bytes, half);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		used += (size_t)sprintf(text + used, " %s ", secrets[i]);
	memcpy(text + used, bytes + half, size - half);
	check(text, used + size - half);
	free(text);
	return 0;
}
