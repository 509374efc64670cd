/* SPDX-License-Identifier: MIT */
/** @file A door with a table behind it, so that a test decides how each look ends. */
#ifndef XF_TEST_FAKE_H
#define XF_TEST_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/probe/probe.h"

/** One place; what has none is absent. `text` of a listing has its names with a blank between. */
struct fake_place {
	const char *path;
	enum xf_outcome outcome;
	const char *text;
	size_t size; /**< of text; 0: it is a string */
};

/** The door's state: `log` and `cpuid` end as `log.outcome` says and as `leaves` hold. */
struct fake {
	const struct fake_place *places;
	struct fake_place log;
	const uint32_t (*leaves)[6]; /**< way, leaf, four registers; ends with way 0 */
	enum xf_outcome no_leaf;     /**< how a leaf ends that is not listed */
	unsigned observations;       /**< how often the door was opened */
};

/** Finds a place, and answers. */
static inline const struct fake_place *fake_find(void *self, const char *path, struct machine_answer *answer)
{
	struct fake *fake = self;
	const struct fake_place *place = fake->places;

	fake->observations++;
	while (place && place->path && strcmp(place->path, path))
		place++;
	answer->outcome = place && place->path ? place->outcome : XF_ABSENT;
	return answer->outcome == XF_SEEN ? place : NULL;
}

/** Reads a file, a link, or a kind: for all three the text is the answer. */
static inline void fake_text(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct fake_place *place = fake_find(self, path, answer);

	if (!place)
		return;
	answer->size = place->size ? place->size : strlen(place->text);
	answer->data = arena_dup(arena, place->text, answer->size);
}

/** Lists a folder. */
static inline void fake_list(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct fake_place *place = fake_find(self, path, answer);
	char *rest = place ? arena_dup(arena, place->text, strlen(place->text)) : NULL, *name;

	for (; rest && (name = strtok_r(rest, " ", &rest)); answer->count++) {
		answer->names = arena_grow(arena, answer->names, answer->count, sizeof(name));
		answer->names[answer->count] = name;
	}
	answer->names = arena_grow(arena, answer->names, answer->count, sizeof(name));
	answer->names[answer->count] = NULL;
}

/** The kernel log. */
static inline void fake_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	struct fake *fake = self;

	fake->observations++;
	answer->outcome = fake->log.outcome ? fake->log.outcome : XF_NOT_RECORDED;
	if (answer->outcome != XF_SEEN)
		return;
	answer->size = fake->log.size ? fake->log.size : strlen(fake->log.text);
	answer->data = arena_dup(arena, fake->log.text, answer->size);
}

/** CPUID. */
static inline void fake_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer)
{
	struct fake *fake = self;
	const uint32_t(*row)[6] = fake->leaves;

	fake->observations++;
	while (row && (*row)[0] && ((*row)[0] != via || (*row)[1] != leaf))
		row++;
	answer->outcome = row && (*row)[0] ? XF_SEEN : fake->no_leaf;
	if (answer->outcome == XF_SEEN && row && (*row)[0])
		memcpy(answer->reg, &(*row)[2], sizeof(answer->reg));
	(void)sub;
}

/** The door. */
static inline struct machine *fake_open(struct fake *fake)
{
	static const struct machine_ops ops = {
		.read = fake_text, .link = fake_text, .stat = fake_text, .list = fake_list, .log = fake_log,
		.cpuid = fake_cpuid,
	};
	struct machine *machine = machine_new(&ops, fake);

	assert_non_null(machine);
	return machine;
}

#endif
