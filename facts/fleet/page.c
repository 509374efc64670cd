/* SPDX-License-Identifier: MIT */
/*
 * The page: its own files (facts/pages), put together by the build, and between them the fleet as JSON in pieces, so
 * that a browser parses none for long. Everything is by number here too; that keeps 50,000 machines small. Texts
 * were cleaned when they were read, so only what ends a text or the element that holds it must be escaped.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One of the pages in facts/pages, as embed.cmake writes it: what is before and after its data. */
struct page {
	const char *name;
	const unsigned char *head, *tail;
	size_t head_size, tail_size;
};

#include <fleet-page.h>

#include "facts/fleet/write.h"
#include "facts/rules/problem.h"

#define PIECE 3000 /* numbers or texts in one piece: what a browser reads in a few milliseconds */

/* What is written, and what the numbers in the page are. */
struct writing {
	FILE *file;
	const struct fleet *fleet;
	uint32_t *order; /* facts, sorted by key and value */
	uint32_t *facts; /* the number of each fact in the page */
	uint32_t *reports;
	size_t report_count; /* those that a machine has */
	struct map advice;
	size_t advice_count;
	size_t filled; /* of the piece that is open */
	bool begun;
};

static void put_text(FILE *file, const char *text)
{
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else if (*text == '<')
			fputs("\\u003c", file);
		else
			fputc(*text, file);
	}
	fputc('"', file);
}

/* Begins a piece of this name: an object whose one member is a list. The page itself begins the first one. */
static void begin(struct writing *page, const char *name)
{
	if (page->begun)
		fputs("</script>\n<script type=\"application/json\" class=\"data\">", page->file);
	fprintf(page->file, "{\"%s\":[\n", name);
	page->begun = true;
	page->filled = 0;
}

static void end(struct writing *page)
{
	fputs("\n]}", page->file);
}

/* Before the next item of a piece: a comma, or another piece if this one is full. */
static void next(struct writing *page, const char *name, bool first, size_t size)
{
	if (page->filled > PIECE) {
		end(page);
		begin(page, name);
	} else if (!first) {
		fputs(",\n", page->file);
	}
	page->filled += size;
}

/* ---- numbers ---- */

/* qsort_r's context. */
static int by_text(const void *a, const void *b, void *context)
{
	const struct fleet *fleet = context;
	const struct fleet_fact *left = &fleet->facts[*(const uint32_t *)a];
	const struct fleet_fact *right = &fleet->facts[*(const uint32_t *)b];
	int order = strcmp(left->key->text, right->key->text);

	return order ? order : strcmp(left->value, right->value);
}

/* A problem's advice gets a number when it is first seen; *fresh: this is the first time. */
static size_t advice_number(struct writing *page, const char *text, bool *fresh)
{
	void **place = map_at(&page->advice, page->fleet->arena, text);

	*fresh = place && !*place;
	if (*fresh)
		*place = (void *)++page->advice_count;
	return place ? (size_t)*place - 1 : 0;
}

static bool number(struct writing *page)
{
	const struct fleet *fleet = page->fleet;

	page->order = arena_alloc(fleet->arena, (fleet->fact_count + 1) * sizeof(uint32_t));
	page->facts = arena_alloc(fleet->arena, (fleet->fact_count + 1) * sizeof(uint32_t));
	page->reports = arena_alloc(fleet->arena, (fleet->report_count + 1) * sizeof(uint32_t));
	if (!page->order || !page->facts || !page->reports)
		return false;
	for (uint32_t i = 0; i < fleet->fact_count; i++)
		page->order[i] = i;
	if (fleet->fact_count)
		qsort_r(page->order, fleet->fact_count, sizeof(uint32_t), by_text, (void *)(uintptr_t)fleet);
	for (uint32_t i = 0; i < fleet->fact_count; i++)
		page->facts[page->order[i]] = i;
	for (size_t i = 0; i < fleet->machine_count; i++)
		page->reports[fleet->machines[i].report] = 1;
	for (size_t i = 0; i < fleet->report_count; i++)
		page->reports[i] = page->reports[i] ? (uint32_t)page->report_count++ : XF_NO_NUMBER;
	return true;
}

/* ---- pieces ---- */

/* ["key", "value", "value", ...]; a key whose values are many is written more than once. */
static void put_facts(struct writing *page)
{
	const struct fleet *fleet = page->fleet;
	const struct fleet_key *last = NULL;

	begin(page, "facts");
	for (size_t i = 0; i < fleet->fact_count; i++) {
		const struct fleet_fact *fact = &fleet->facts[page->order[i]];

		if (fact->key != last || page->filled > PIECE) {
			fputs(last ? "]" : "", page->file);
			next(page, "facts", !last, 1);
			fputc('[', page->file);
			put_text(page->file, fact->key->text);
		}
		fputc(',', page->file);
		put_text(page->file, fact->value);
		page->filled++;
		last = fact->key;
	}
	fputs(last ? "]" : "", page->file);
	end(page);
}

static void put_parts(struct writing *page)
{
	const struct fleet *fleet = page->fleet;

	begin(page, "parts");
	for (size_t i = 0; i < fleet->part_count; i++) {
		next(page, "parts", !i, 1 + fleet->parts[i].count);
		for (size_t j = 0; j < fleet->parts[i].count; j++)
			fprintf(page->file, "%c%" PRIu32, j ? ',' : '[', page->facts[fleet->parts[i].facts[j]]);
		fputs(fleet->parts[i].count ? "]" : "[]", page->file);
	}
	end(page);
}

static void put_advice(struct writing *page)
{
	const struct fleet *fleet = page->fleet;
	bool fresh;

	begin(page, "advice");
	for (size_t i = 0; i < fleet->report_count; i++)
		for (size_t j = 0; j < fleet->reports[i].problem_count; j++) {
			advice_number(page, fleet->reports[i].problems[j].advice, &fresh);
			if (!fresh)
				continue;
			next(page, "advice", page->advice_count == 1, 1);
			put_text(page->file, fleet->reports[i].problems[j].advice);
		}
	end(page);
}

/* [[part, ...], ["problem", advice, ...], kind of machine, grade] */
static void put_report(struct writing *page, const struct fleet_report *report)
{
	bool fresh;

	fputs("[[", page->file);
	for (size_t i = 0; i < report->count; i++)
		fprintf(page->file, "%s%" PRIu32, i ? "," : "", report->parts[i]);
	fputs("],[", page->file);
	for (size_t i = 0; i < report->problem_count; i++) {
		fputs(i ? "," : "", page->file);
		put_text(page->file, report->problems[i].name);
		fprintf(page->file, ",%zu", advice_number(page, report->problems[i].advice, &fresh));
	}
	fputs("],", page->file);
	put_text(page->file, fleet_kind_of(page->fleet->arena, report));
	fprintf(page->file, ",%d]", report->grade);
}

static void put_reports(struct writing *page)
{
	const struct fleet *fleet = page->fleet;

	begin(page, "reports");
	for (size_t i = 0; i < fleet->report_count; i++) {
		if (page->reports[i] == XF_NO_NUMBER)
			continue;
		next(page, "reports", !page->reports[i], 3 + fleet->reports[i].count + fleet->reports[i].problem_count);
		put_report(page, &fleet->reports[i]);
	}
	end(page);
}

static void put_machines(struct writing *page)
{
	const struct fleet *fleet = page->fleet;

	begin(page, "machines");
	for (size_t i = 0; i < fleet->machine_count; i++) {
		next(page, "machines", !i, 2);
		put_text(page->file, fleet->machines[i].name);
		fprintf(page->file, ",%" PRIu32, page->reports[fleet->machines[i].report]);
	}
	end(page);
}

static void put_remarks(struct writing *page, const char *name, const struct fleet_remark *list, size_t count)
{
	begin(page, name);
	for (size_t i = 0; i < count; i++) {
		next(page, name, !i, 1);
		fputc('[', page->file);
		put_text(page->file, list[i].where);
		fputc(',', page->file);
		put_text(page->file, list[i].why);
		fputc(']', page->file);
	}
	end(page);
}

/* What problems are called, the most severe first: [word, severity, words, sentence]. */
static void put_kinds(struct writing *page)
{
	size_t count;
	const struct problem_kind *kinds = rules_problem_kinds(&count);

	begin(page, "kinds");
	for (size_t i = 0; i < count; i++) {
		const char *texts[] = { kinds[i].word, rules_severity_word(kinds[i].severity),
			fleet_problem_words(kinds[i].word), kinds[i].sentence };

		next(page, "kinds", !i, 1);
		for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++) {
			fputc(j ? ',' : '[', page->file);
			put_text(page->file, texts[j]);
		}
		fputc(']', page->file);
	}
	end(page);
}

int fleet_write_page(const struct fleet *fleet, FILE *file)
{
	struct writing page = { .file = file, .fleet = fleet };

	if (!number(&page))
		return -ENOMEM;
	const struct page *text = NULL;

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		text = strcmp(pages[i].name, "fleet") ? text : &pages[i];
	if (!text)
		return -ENOENT;
	fwrite(text->head, 1, text->head_size, file);
	put_kinds(&page);
	put_facts(&page);
	put_parts(&page);
	put_advice(&page);
	put_reports(&page);
	put_machines(&page);
	put_remarks(&page, "damaged", fleet->damaged, fleet->damaged_count);
	put_remarks(&page, "repeated", fleet->repeated, fleet->repeated_count);
	fwrite(text->tail, 1, text->tail_size, file);
	errno = 0;
	if (fflush(file) || ferror(file))
		return errno ? -errno : -EIO;
	return arena_failed(fleet->arena) ? -ENOMEM : 0;
}
