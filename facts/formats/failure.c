/* SPDX-License-Identifier: MIT */
/*
 * The answer for a tool when there is no report. Ansible, Facter and Salt each lose more than our facts if a program
 * they call fails or writes to standard error, so the reason goes into the one object that they read. It is written
 * without a library, since a missing library may be the reason.
 */
#include "facts/formats/format.h"

#include <string.h>

#include "core/util/parse.h"

/* A text as JSON; anything unprintable becomes \\xNN, as in all our output. */
static void put_string(FILE *file, const char *text)
{
	size_t room = 255 - 4; /* as any text, less room for the last escape */

	fputc('"', file);
	for (size_t left = strlen(text), length; left && room <= 255; left -= length, text += length) {
		length = parse_plain(text, left);
		if (!length)
			fprintf(file, "\\\\x%02x", (unsigned char)*text);
		else if (*text == '"' || *text == '\\')
			fputc('\\', file);
		fwrite(text, 1, length, file);
		room -= length ? length : 4;
		length += !length;
	}
	fputc('"', file);
}

void format_failure(const struct format *format, FILE *file, const char *sentence)
{
	size_t depth = 0;

	for (; depth < 2 && format->around[depth]; depth++)
		fprintf(file, "{\"%s\": ", format->around[depth]);
	fputs("{\"domain\": \"unknown\", \"error\": ", file);
	put_string(file, *sentence ? sentence : "no report could be made; run `xenfacts` for the reason");
	fputs(", \"mode\": \"unknown\", \"schema\": 1}", file);
	fputs(depth == 2 ? "}, \"changed\": false}\n" : depth ? "}\n" : "\n", file);
}
