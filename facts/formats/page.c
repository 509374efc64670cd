/* SPDX-License-Identifier: MIT */
/*
 * The page of one machine. Its data is what other formats print, as one JSON object; the module `page` holds the files
 * of facts/pages, so that a plain run need not load them. Nothing here knows what the page looks like.
 */
#include "facts/formats/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/object.h"
#include "facts/formats/encode.h"
#include "facts/formats/explain.h"
#include "facts/formats/textbook.h"

static void add_cells(struct document *document, const struct report *report)
{
	struct report_row rows[XF_ROWS];

	format_rows(report, rows);
	format_document_list(document, "cells");
	for (size_t i = 0; i < XF_ROWS; i++) {
		format_document_map(document, NULL);
		format_document_text(document, "advice", rows[i].advice);
		format_document_text(document, "grade", format_grade_word(rows[i].grade));
		format_document_text(document, "key", rows[i].key);
		format_document_text(document, "summary", rows[i].summary);
		format_document_text(document, "title", rows[i].title);
		format_document_text(document, "value", rows[i].value);
		format_document_end(document, NULL);
	}
	format_document_list_end(document);
}

static int by_key(const void *a, const void *b)
{
	const struct xf_fact_def *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

/* What the facts of this report mean: each definition once, however many devices have it. */
static void add_definitions(struct document *document, const struct report *report)
{
	const struct facts *facts = &report->facts;
	const struct xf_fact_def **defs = arena_alloc(report->arena, (facts->count + 1) * sizeof(*defs));

	format_document_map(document, "definitions");
	for (size_t i = 0; defs && i < facts->count; i++)
		defs[i] = facts->list[i].def;
	if (defs)
		qsort(defs, facts->count, sizeof(*defs), by_key);
	for (size_t i = 0; defs && i < facts->count; i++) {
		if (i && !strcmp(defs[i]->key, defs[i - 1]->key))
			continue;
		format_document_map(document, defs[i]->key);
		format_document_text(document, "sentence", defs[i]->sentence);
		format_document_text(document, "strength", facts_strength_word(defs[i]->strength));
		format_document_end(document, defs[i]->key);
	}
	format_document_end(document, "definitions");
}

static void add_denied(struct document *document, const struct report *report)
{
	format_document_list(document, "denied");
	for (size_t i = 0; i < report->denied_count; i++)
		format_document_text(document, NULL, report->denied[i]->where);
	format_document_list_end(document);
}

static void add_textbook(struct document *document)
{
	format_document_list(document, "textbook");
	for (size_t i = 0; i < XF_TEXTBOOK; i++) {
		const struct textbook *row = &format_textbook[i];

		format_document_map(document, NULL);
		format_document_list(document, "cells");
		for (size_t j = 0; j < XF_ROWS; j++) {
			format_document_map(document, NULL);
			format_document_text(document, "grade", format_grade_word(format_grade(j, row->values[j])));
			format_document_text(document, "value", row->values[j]);
			format_document_end(document, NULL);
		}
		format_document_list_end(document);
		format_document_text(document, "label", row->label);
		format_document_text(document, "mode", row->mode);
		format_document_end(document, NULL);
	}
	format_document_list_end(document);
}

/*
 * Which fact shows that the kernel uses what a bit of Xen's feature word offers. In arch/x86: xen/enlighten_hvm.c,
 * xen_hvm_guest_init; pci/xen.c, pci_xen_hvm_init; xen/time.c, xen_hvm_init_time_ops.
 */
static const struct {
	const char *feature;
	struct condition used;
} uses[] = {
	{ "hvm_callback_vector", { "irq.callback", XF_IS, "vector" } },
	{ "hvm_pirqs", { "irq.xen_pirq", XF_SOME, NULL } },
	{ "hvm_safe_pvclock", { "timer.clockevent", XF_IS, "xen" } },
};

static void add_uses(struct document *document, const struct report *report)
{
	format_document_map(document, "uses");
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		const struct fact *fact = facts_find(&report->facts, uses[i].used.keys), *by;
		bool known = fact && !fact->unknown;
		const char *value = known ? facts_text(report->arena, fact) : "unknown";

		format_document_map(document, uses[i].feature);
		format_document_text(document, "claim", arena_fmt(report->arena, "%s is %s", uses[i].used.keys, value));
		format_document_text(document, "used", !known ? "unknown" :
		                     facts_condition_holds(&report->facts, &uses[i].used, &by) ? "yes" : "no");
		format_document_end(document, uses[i].feature);
	}
	format_document_end(document, "uses");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_verdicts(struct document *document, const struct report *report)
{
	const char *keys[XF_VERDICTS_CAP] = { NULL };

	for (size_t i = 0; i < report->verdicts.count; i++)
		keys[i] = report->verdicts.list[i].set->def->key;
	qsort(keys, report->verdicts.count, sizeof(*keys), by_text);
	format_explain(document, report, keys, report->verdicts.count, XF_EVIDENCE_OBSERVATIONS);
}

int format_page_data(FILE *file, const struct report *report)
{
	struct document document;
	int error = format_document_open(&document, &format_json, file);

	if (error)
		return error;
	add_cells(&document, report);
	add_definitions(&document, report);
	add_denied(&document, report);
	add_verdicts(&document, report);
	format_document_facts(&document, "facts", report);
	format_document_text(&document, "headline", format_headline(report));
	format_document_text(&document, "host", report->host);
	format_explain_problems(&document, report);
	add_textbook(&document);
	add_uses(&document, report);
	if (!document.error && arena_failed(report->arena))
		document.error = -ENOMEM;
	return format_document_close(&document);
}

static int write_page(FILE *file, const struct page_module *module, const struct report *report)
{
	char *data = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&data, &size);

	if (!memory)
		return -errno;
	int error = format_page_data(memory, report);

	if (fclose(memory) && !error)
		error = -errno;
	if (!error)
		error = module->write(file, "report", data, size);
	free(data);
	return error;
}

int format_html(FILE *file, const struct report *report, const char **wrong)
{
	const struct page_module *module = object_module(report->arena, "page", "xenfacts_page", wrong);

	return module ? format_flush(file, write_page(file, module, report)) : -ELIBACC;
}
