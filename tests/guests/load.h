/* SPDX-License-Identifier: MIT */
/** @file Shared by the guest tests: every manifest of this folder, run through the plugins just built. */
#ifndef XF_TEST_LOAD_H
#define XF_TEST_LOAD_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/probe/run.h"

#define GUESTS_CAP 400

/** The guests' names, sorted, and the plugins. */
struct guests {
	struct registry registry;
	char *names[GUESTS_CAP];
	size_t count;
};

/** An environment variable that ctest sets; the test fails without it. */
static inline const char *env(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		fail_msg("the environment lacks %s; run the tests with ctest", name);
	return value;
}

/** Does a file of the folder hold a guest? For scandir(3). */
static inline int is_guest(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 6 && !strcmp(entry->d_name + length - 6, ".guest");
}

/** Loads plugins and names; a test without guests fails. */
static inline int load_guests(void **state)
{
	struct guests *guests = calloc(1, sizeof(*guests));
	struct dirent **entries;
	char path[4096];

	assert_non_null(guests);
	snprintf(path, sizeof(path), "%s/plugins", env("XF_BUILD_DIR"));
	assert_int_equal(probe_registry_load(&guests->registry, path), 0);
	assert_int_equal(guests->registry.refused_count, 0);
	assert_true(guests->registry.count >= 10);
	snprintf(path, sizeof(path), "%s/tests/guests", env("XF_SOURCE_DIR"));
	int count = scandir(path, &entries, is_guest, alphasort);

	assert_true(count > 0 && count < GUESTS_CAP);
	for (int i = 0; i < count; i++) {
		guests->names[guests->count++] = strndup(entries[i]->d_name, strlen(entries[i]->d_name) - 6);
		free(entries[i]);
	}
	free(entries);
	*state = guests;
	return 0;
}

/** Frees all. */
static inline int free_guests(void **state)
{
	struct guests *guests = *state;

	probe_registry_close(&guests->registry);
	for (size_t i = 0; i < guests->count; i++)
		free(guests->names[i]);
	free(guests);
	return 0;
}

/** Runs one guest in this process; the report lives in `arena`. */
static inline void run_guest(const struct guests *guests, const char *name, struct arena *arena,
                             struct report *report)
{
	struct run_options options = { .registry = &guests->registry, .in_process = true };
	char path[4096], *wrong = NULL;

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", env("XF_SOURCE_DIR"), name);
	if (machine_manifest(path, &options.machine, &wrong))
		fail_msg("%s: %s", name, wrong ? wrong : "cannot be read");
	assert_int_equal(probe_run(arena, &options, report), 0);
	machine_close(options.machine);
}

/** A verdict's value. */
static inline const char *verdict(const struct report *report, const char *key)
{
	return facts_verdict(&report->verdicts, key)->value;
}

#endif
