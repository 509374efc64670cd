/* SPDX-License-Identifier: MIT */
/** @file Small captured trees for tests of the door, made in the test's own empty working folder. */
#ifndef XF_SCRATCH_H
#define XF_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Makes the folders above a path. */
static inline void scratch_parents(const char *path)
{
	char part[1024];

	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		mkdir(part, 0755);
	}
}

/* Makes a file, and the folders above it. */
static inline void scratch_bytes(const char *path, const void *bytes, size_t size)
{
	scratch_parents(path);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* The same, of a text. */
static inline void scratch_file(const char *path, const char *text)
{
	scratch_bytes(path, text, strlen(text));
}

/* Makes a link, and the folders above it. */
static inline void scratch_link(const char *path, const char *target)
{
	scratch_parents(path);
	assert_int_equal(symlink(target, path), 0);
}

/* Makes a folder, and those above it. */
static inline void scratch_dir(const char *path)
{
	scratch_parents(path);
	assert_int_equal(mkdir(path, 0755), 0);
}

/* Names by which a tree's /sys counts as captured whole: core/machine/captured.c. */
static inline void scratch_whole_sys(const char *tree)
{
	static const char *const names[] = { "bus", "class", "devices" };
	char path[96];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/sys/%s", tree, names[i]);
		scratch_dir(path);
	}
}

#endif
