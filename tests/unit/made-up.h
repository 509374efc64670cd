/* SPDX-License-Identifier: MIT */
/* Made-up facts for a report, as few as a test needs. Include it after cmocka.h. */
#ifndef TEST_MADE_UP_H
#define TEST_MADE_UP_H

#include "facts/report.h"

/** Adds a made-up fact: its type is its value's. */
static inline void report_add(struct report *report, enum xf_type type, const char *key, const struct value *value)
{
	static const struct xf_fact_def defs[] = {
		[XF_BOOL] = { "*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
		[XF_COUNT] = { "*", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
		[XF_TEXT] = { "*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	};

	assert_int_equal(facts_add(&report->facts, &defs[type], key, value, NULL), 0);
}

/** Adds a text. */
static inline void add_word(struct report *report, const char *key, const char *word)
{
	report_add(report, XF_TEXT, key, &(struct value){ .text = word });
}

/** Adds a count. */
static inline void add_count(struct report *report, const char *key, uint64_t count)
{
	report_add(report, XF_COUNT, key, &(struct value){ .count = count });
}

/** Adds a bool. */
static inline void add_bool(struct report *report, const char *key, bool truth)
{
	report_add(report, XF_BOOL, key, &(struct value){ .truth = truth });
}

#endif
