/* SPDX-License-Identifier: MIT */
/*
 * Records the kernel log: lines that a plugin searches for. What syslogd and the journal write before a line has the
 * host's name in it, which in a pasted log need not be this machine's.
 */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <regex.h>
#include <string.h>

#include "core/machine/guest.h"
#include "core/machine/log.h"
#include "core/probe/reads.h"
#include "core/record/record-impl.h"

/* "Nov 22 21:45:17 HOST kernel: ", "2026-11-22T21:45:17+01:00 HOST kernel: " */
#define XF_LOGGED_BY \
	"^([A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,+Z-]+) ([^ ]+) "
/* "DMI: Dell Inc. PowerEdge R640/0H28RR, BIOS 2.12.2 07/09/2021": no fact is made of the board behind the slash. */
#define XF_BOARD_MODEL "DMI: [^/]*(/)(.*), BIOS "

static void blank(char *line, const regmatch_t *part)
{
	for (regoff_t i = part->rm_so; i < part->rm_eo; i++)
		if (isalnum((unsigned char)line[i]))
			line[i] = 'x';
}

/* Blanks the second part of what matches, in every line. 0 or -ENOMEM. */
static int blank_in_lines(const char *pattern, char *text, size_t size)
{
	regmatch_t parts[3];
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED))
		return -ENOMEM;
	for (char *line = text, *end; line < text + size; line = end + 1) {
		end = memchr(line, '\n', (size_t)(text + size - line));
		if (!end)
			end = text + size; /* a text from an arena ends with a NUL */
		char kept = *end;

		*end = '\0';
		if (!regexec(&regex, line, 3, parts, 0))
			blank(line, &parts[2]);
		*end = kept;
	}
	regfree(&regex);
	return 0;
}

static bool is_wanted(const void *self, const char *line)
{
	const struct recorder *recorder = self;

	for (size_t i = 0; i < recorder->pattern_count; i++)
		if (!fnmatch(recorder->patterns[i], machine_log_text(line), 0))
			return true;
	return false;
}

int record_log(struct recorder *recorder)
{
	struct guest_entry entry = { .kind = XF_ENTRY_LOG };
	struct machine_answer answer;

	if (!recorder->pattern_count)
		return 0;
	machine_log(recorder->machine, recorder->arena, &answer);
	entry.outcome = answer.outcome;
	if (answer.outcome == XF_DENIED)
		return record_put(recorder, &entry);
	if (answer.outcome != XF_SEEN)
		return answer.error == ENOMEM ? -ENOMEM : 0;
	char *text = arena_dup(recorder->arena, answer.data, answer.size); /* what is blanked here must stay there */

	if (!text)
		return -ENOMEM;
	entry.size = probe_reads_keep(text, answer.size, is_wanted, recorder);
	entry.data = text;
	int error = blank_in_lines(XF_LOGGED_BY, text, entry.size);

	if (!error)
		error = blank_in_lines(XF_BOARD_MODEL, text, entry.size);
	record_redact_words(text, entry.size, &recorder->words);
	return error ? error : record_put(recorder, &entry);
}
