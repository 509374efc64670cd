/* SPDX-License-Identifier: MIT */
/* CSV, RFC 4180. Names and facts are hostile text, and a spreadsheet computes what begins like a formula. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "facts/fleet/write.h"

static const struct {
	const char *title;
	enum fleet_role role;
} columns[] = {
	{ "mode", XF_ROLE_MODE }, { "label", XF_ROLE_LABEL }, { "domain", XF_ROLE_DOMAIN },
	{ "disk", XF_ROLE_DISK }, { "network", XF_ROLE_NETWORK }, { "interrupts", XF_ROLE_INTERRUPTS },
	{ "timers", XF_ROLE_TIMERS }, { "motherboard", XF_ROLE_MOTHERBOARD }, { "privileged", XF_ROLE_PRIVILEGED },
	{ "xen", XF_ROLE_XEN }, { "kernel", XF_ROLE_KERNEL }, { "platform", XF_ROLE_PLATFORM },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Text within a field; quotes are doubled. */
static void put_quoted(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
}

/* Text is cleaned and has no control characters, so only these can begin a formula. */
static void put_field(FILE *file, const char *text, bool first)
{
	bool formula = *text && strchr("=+-@", *text);
	bool quoted = formula || text[strcspn(text, ",\"'")];

	if (!first)
		fputc(',', file);
	if (!quoted) {
		fputs(text, file);
		return;
	}
	fputs(formula ? "\"'" : "\"", file);
	put_quoted(file, text);
	fputc('"', file);
}

/* All problems, and all advice, in one field each; both in the order of problems. */
static void put_problems(FILE *file, const struct fleet_report *report)
{
	fputs(",\"", file);
	for (size_t i = 0; i < report->problem_count; i++) {
		const char *name = report->problems[i].name;

		if (!i && *name && strchr("=+-@", *name))
			fputc('\'', file);
		fputs(i ? " " : "", file);
		put_quoted(file, name);
	}
	fputs("\",\"", file);
	for (size_t i = 0, some = 0; i < report->problem_count; i++) {
		const char *advice = report->problems[i].advice;

		if (!*advice || (i && !strcmp(advice, report->problems[i - 1].advice)))
			continue;
		fputs(some++ ? "; " : "", file);
		put_quoted(file, advice);
	}
	fputc('"', file);
}

int fleet_write_csv(const struct fleet *fleet, FILE *file)
{
	fputs("machine", file);
	for (size_t i = 0; i < COLUMNS; i++)
		fprintf(file, ",%s", columns[i].title);
	fputs(",problems,advice\r\n", file);
	for (size_t i = 0; i < fleet->machine_count; i++) {
		const struct fleet_report *report = &fleet->reports[fleet->machines[i].report];

		put_field(file, fleet->machines[i].name, true);
		for (size_t j = 0; j < COLUMNS; j++) {
			const char *value = report->value[columns[j].role];

			put_field(file, value ? value : "", false);
		}
		put_problems(file, report);
		fputs("\r\n", file);
	}
	errno = 0;
	return fflush(file) || ferror(file) ? errno ? -errno : -EIO : 0;
}
