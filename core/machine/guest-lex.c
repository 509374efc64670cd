/* SPDX-License-Identifier: MIT */
/*
 * Lines and words of a manifest. Manifests come from strangers in bug reports: nothing is guessed, anything that is not
 * exactly as guest.h says is an error with its line, and a decoded word never contains a NUL, because replay and
 * plugins treat it as a C string.
 */
#include "core/machine/guest-lex.h"

#include <errno.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/util/parse.h"

int machine_lex_wrong(struct guest_lexer *lexer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*lexer->wrong = arena_fmt(lexer->arena, "%s:%zu: expected %s", lexer->name, lexer->line,
	                          arena_vfmt(lexer->arena, format, args));
	va_end(args);
	return arena_failed(lexer->arena) ? -ENOMEM : -EINVAL;
}

int machine_lex_line(struct guest_lexer *lexer)
{
	const char *newline = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));

	lexer->line++;
	if (!newline)
		return machine_lex_wrong(lexer, "a newline at the end of the file, which may be truncated");
	lexer->text = lexer->at;
	lexer->size = (size_t)(newline - lexer->at);
	lexer->at = newline + 1;
	if (lexer->size && newline[-1] == '\r')
		return machine_lex_wrong(lexer, "a line ending without a carriage return");
	return 0;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Decodes one character or escape at `in` into `out`; advances both. */
static int decode_one(struct guest_lexer *lexer, const char **in, const char *end, bool tabs, char **out)
{
	const char *at = *in;
	size_t plain = parse_plain(at, (size_t)(end - at));

	if (*at == '\\') {
		int high = end - at >= 4 && at[1] == 'x' ? hex_digit(at[2]) : -1;
		int low = high >= 0 ? hex_digit(at[3]) : -1;

		if (low < 0)
			return machine_lex_wrong(lexer, "\\x and two digits of 0-9a-f after a backslash");
		*(*out)++ = (char)(high << 4 | low);
		*in += 4;
		return 0;
	}
	if (!plain && !(tabs && *at == '\t'))
		return machine_lex_wrong(lexer, "the byte 0x%02x to be written as \\x%02x", (unsigned char)*at,
		                         (unsigned char)*at);
	plain = plain ? plain : 1;
	memcpy(*out, at, plain);
	*out += plain;
	*in += plain;
	return 0;
}

int machine_lex_decode(struct guest_lexer *lexer, const char *text, size_t size, bool tabs, char **out)
{
	int error = 0;

	for (const char *at = text; !error && at < text + size;)
		error = decode_one(lexer, &at, text + size, tabs, out);
	return error;
}

int machine_lex_word(struct guest_lexer *lexer, struct guest_words *words, const char *what, const char **word)
{
	if (!words->at)
		return machine_lex_wrong(lexer, "%s before the line's end", what);
	const char *blank = memchr(words->at, ' ', (size_t)(words->end - words->at));
	size_t size = (size_t)((blank ? blank : words->end) - words->at);
	char *copy = arena_alloc(lexer->arena, size + 1), *out = copy;

	if (!copy)
		return -ENOMEM;
	if (!size)
		return machine_lex_wrong(lexer, "%s after one blank", what);
	int error = machine_lex_decode(lexer, words->at, size, false, &out);

	if (!error && memchr(copy, '\0', (size_t)(out - copy)))
		error = machine_lex_wrong(lexer, "%s without a NUL byte", what);
	words->at = blank ? blank + 1 : NULL;
	*word = copy;
	return error;
}

int machine_lex_end(struct guest_lexer *lexer, const struct guest_words *words, const char *what)
{
	return words->at ? machine_lex_wrong(lexer, "nothing after %s", what) : 0;
}

int machine_lex_path(struct guest_lexer *lexer, struct guest_words *words, const char **path)
{
	int error = machine_lex_word(lexer, words, "a path", path);

	if (!error && !machine_path_is_flat(*path))
		error = machine_lex_wrong(lexer, "an absolute path of at most 511 bytes without empty components, "
		                          "\".\", \"..\" or a trailing slash");
	return error;
}

int machine_lex_number(struct guest_lexer *lexer, struct guest_words *words, const char *what, unsigned base,
                       uint64_t *number, uint64_t most)
{
	const char *word;
	int error = machine_lex_word(lexer, words, what, &word);

	if (error)
		return error;
	/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): without an error, there is a word */
	return parse_u64(word, base, number) || *number > most ? machine_lex_wrong(lexer, "%s", what) : 0;
}
