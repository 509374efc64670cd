/* SPDX-License-Identifier: MIT */
/* For unit tests of what is made of a report: an empty one for each test, in an arena of its own. */
#ifndef TEST_REPORT_H
#define TEST_REPORT_H

#include "facts/report.h"

/** The state becomes an empty report, neither sealed nor made; its arena is its own. */
static int report_setup(void **state)
{
	struct arena *arena = arena_new();
	struct report *report = arena_alloc(arena, sizeof(*report));

	*report = (struct report){ .arena = arena, .host = "" };
	facts_init(&report->facts, arena);
	facts_init(&report->moving, arena);
	*state = report;
	return 0;
}

/** Frees the report and all that a test added. */
static int report_teardown(void **state)
{
	struct report *report = *state;

	arena_free(report->arena);
	return 0;
}

#endif
