/* SPDX-License-Identifier: MIT */
/*
 * What a tool is answered when there is no report. Ansible, Facter and Salt each lose more than our facts when a
 * program that they call fails or talks on standard error, so the reason stands in the one object that they read. No
 * library makes it, since one that is missing may be the reason.
 */
#include "facts/formats/format.h"

#include <string.h>

#include "core/util/parse.h"

/* A text as JSON has it; what may not be printed as it is becomes \\xNN, as in all that we print. */
static void put_string(FILE *file, const char *text)
{
	size_t room = 255 - 4; /* what any text of ours may have, without the last escape */

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
