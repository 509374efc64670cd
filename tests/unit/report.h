/* SPDX-License-Identifier: MIT */
/* For unit tests of what is made of a report: an empty one for each test, in an arena of its own. */
#ifndef TEST_REPORT_H
#define TEST_REPORT_H

#include "facts/report.h"

/** The state becomes an empty report, neither sealed nor made; its arena is its own. */
static int report_setup(void **state)
{
	struct xf_arena *arena = xf_arena_new();
	struct xf_report *report = xf_alloc(arena, sizeof(*report));

	*report = (struct xf_report){ .arena = arena, .host = "" };
	xf_facts_init(&report->facts, arena);
	xf_facts_init(&report->moving, arena);
	*state = report;
	return 0;
}

/** Frees the report and all that a test added. */
static int report_teardown(void **state)
{
	struct xf_report *report = *state;

	xf_arena_free(report->arena);
	return 0;
}

#endif
