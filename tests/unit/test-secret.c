/* SPDX-License-Identifier: MIT */
/* Secrets of sinks: how they are named, that nothing of them stays behind, and what gives too much of one away. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/sinks/secret.h"

/* A file in the test's own folder. */
static const char *write_file(char path[PATH_MAX], const char *text)
{
	assert_non_null(realpath(".", path));
	strcat(path, "/secret");
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
	return path;
}

static bool is_blank(const struct secret *secret)
{
	const unsigned char *bytes = (const unsigned char *)secret;

	for (size_t i = 0; i < sizeof(*secret); i++)
		if (bytes[i])
			return false;
	return true;
}

static void test_names(void **state)
{
	static const char *const good[] = { "/a", "/", "token", "..token", "a b" };
	static const char *const bad[] = { "", ".", "..", "a/b", "../a", "a/" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(secret_is_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(secret_is_name(bad[i]));
}

static void test_paths(void **state)
{
	char path[PATH_MAX], longest[PATH_MAX + 1];

	(void)state;
	assert_null(sink_secret_path("/etc/token", path));
	assert_string_equal(path, "/etc/token");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_non_null(sink_secret_path("token", path));
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1);
	assert_null(sink_secret_path("token", path));
	assert_string_equal(path, "/run/credentials/x/token");
	memset(longest, 'x', PATH_MAX);
	longest[0] = '/';
	longest[PATH_MAX] = '\0';
	assert_non_null(sink_secret_path(longest, path));
	longest[PATH_MAX - 1] = '\0';
	assert_null(sink_secret_path(longest, path));
}

static void test_nothing_stays(void **state)
{
	struct secret *secret = calloc(1, sizeof(*secret));
	char path[PATH_MAX];

	(void)state;
	assert_non_null(secret);
	assert_null(sink_secret_read(secret, write_file(path, "sesame\n"), SECRET_LINE));
	assert_int_equal(secret->length, 6);
	assert_string_equal(secret->bytes, "sesame");
	sink_secret_wipe(secret);
	assert_true(is_blank(secret));
	/* What was read before it was refused goes too. */
	assert_non_null(sink_secret_read(secret, write_file(path, "sesame\nopen\n"), SECRET_LINE));
	assert_true(is_blank(secret));
	assert_null(sink_secret_read(secret, path, SECRET_FILE));
	assert_string_equal(secret->bytes, "sesame\nopen\n");
	free(secret);
}

static void test_what_tells(void **state)
{
	struct secret *secret = calloc(1, sizeof(*secret));
	char path[PATH_MAX];

	(void)state;
	assert_non_null(secret);
	assert_false(sink_secret_is_in(secret, "none", 4));
	assert_null(sink_secret_read(secret, write_file(path, "0123456789"), SECRET_LINE));
	assert_true(sink_secret_is_in(secret, "<0123456789>", 12));
	assert_true(sink_secret_is_in(secret, "23456789", 8));
	assert_false(sink_secret_is_in(secret, "3456789", 7));
	assert_false(sink_secret_is_in(secret, "01234567", 7));
	assert_false(sink_secret_is_in(secret, "0123-4567-89", 12));
	assert_null(sink_secret_read(secret, write_file(path, "abc"), SECRET_LINE));
	assert_true(sink_secret_is_in(secret, "<abc>", 5));
	assert_false(sink_secret_is_in(secret, "ab c", 4));
	free(secret);
}

/* Whoever may read the file may not be all who may read our memory: those who trace, and a core file's readers. */
static void test_nobody_else_reads_memory(void **state)
{
	struct secret *secret = calloc(1, sizeof(*secret));
	char path[PATH_MAX];

	(void)state;
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	assert_non_null(sink_secret_read(secret, "none of these", SECRET_LINE));
	assert_null(sink_secret_read(secret, write_file(path, "abc"), SECRET_LINE));
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
	free(secret);
}

/* The leak checker traces its own process. */
static int let_be_traced(void **state)
{
	(void)state;
	return prctl(PR_SET_DUMPABLE, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_nothing_stays),
		cmocka_unit_test(test_what_tells),
		cmocka_unit_test(test_nobody_else_reads_memory),
	};

	return cmocka_run_group_tests(tests, NULL, let_be_traced);
}
