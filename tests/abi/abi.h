/* SPDX-License-Identifier: MIT */
/** @file Shared by the tests that load plugins: folders with copies of them, and a run over a small tree. */
#ifndef XF_TEST_ABI_H
#define XF_TEST_ABI_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/probe/run.h"

#define IN_PROCESS 0u /**< as a deadline: no worker */

/** A run with all that it needs. */
struct run {
	struct arena *arena;
	struct registry registry;
	struct machine *machine;
	struct report report;
};

/** Makes a file. */
static inline void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/** A file's size, -1 if it is not there. */
static inline long size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : (long)st.st_size;
}

/** Makes a folder that root may load plugins from, whatever the umask. */
static inline void new_folder(const char *folder)
{
	if (mkdir(folder, 0755))
		assert_int_equal(access(folder, W_OK), 0);
	assert_int_equal(chmod(folder, 0755), 0);
}

/** The tree that plugins look at. */
static inline void make_tree(void)
{
	new_folder("tree");
	new_folder("tree/proc");
	write_file("tree/proc/cmdline", "console=hvc0 root=/dev/xvda\n");
}

/** Copies a plugin that was built for these tests to FOLDER/AS.so, writable by its owner only. */
static inline void copy_plugin(const char *folder, const char *name, const char *as)
{
	char path[4096], bytes[65536];
	const char *built = getenv("XF_BUILD_DIR");

	assert_non_null(built);
	snprintf(path, sizeof(path), "%s/tests/abi-plugins/%s.so", built, name);
	FILE *from = fopen(path, "r");

	snprintf(path, sizeof(path), "%s/%s.so", folder, as);
	unlink(path); /* what an earlier run loaded is still mapped */
	FILE *to = fopen(path, "w");

	assert_true(from && to);
	for (size_t size; (size = fread(bytes, 1, sizeof(bytes), from));)
		assert_int_equal(fwrite(bytes, 1, size, to), size);
	assert_int_equal(fclose(to), 0);
	fclose(from);
	assert_int_equal(chmod(path, 0755), 0);
}

/** Whose plugins a folder has, as the run sees it. */
enum whose { OTHERS, OURS };

/** Loads a folder and runs all of it over the tree: ours in one worker, others' each in one of its own. */
static inline void run_folder_of(enum whose whose, struct run *run, const char *folder, unsigned deadline_ms)
{
	struct run_options options = { .registry = &run->registry, .deadline_ms = deadline_ms,
		.in_process = deadline_ms == IN_PROCESS };

	*run = (struct run){ .arena = arena_new() };
	assert_int_equal(probe_registry_load(&run->registry, folder), 0);
	for (size_t i = 0; i < run->registry.count; i++)
		run->registry.loaded[i].own = whose == OURS;
	assert_int_equal(machine_tree("tree", &run->machine), 0);
	options.machine = run->machine;
	assert_int_equal(probe_run(run->arena, &options, &run->report), 0);
}

/** As plugins from elsewhere are run. */
static inline void run_folder(struct run *run, const char *folder, unsigned deadline_ms)
{
	run_folder_of(OTHERS, run, folder, deadline_ms);
}

/** Frees all of a run. */
static inline void end_run(struct run *run)
{
	machine_close(run->machine);
	probe_registry_close(&run->registry);
	arena_free(run->arena);
}

/** How a plugin fared; the test fails if the report does not name it. */
static inline const struct plugin_status *status_of(const struct report *report, const char *name)
{
	for (size_t i = 0; i < report->plugin_count; i++)
		if (!strcmp(report->plugins[i].name, name))
			return &report->plugins[i];
	fail_msg("the report does not name %s", name);
	return NULL;
}

#endif
