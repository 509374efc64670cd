/* SPDX-License-Identifier: MIT */
/*
 * Manifests as text: every mistake has its line and says what was expected, and what is written can be read
 * again.
 */
#include "tests/unit/scratch.h"

#include <errno.h>
#include <stdlib.h>

#include "core/machine/guest.h"

#define HEAD "xenfacts guest 1\n"

static int parse(struct arena *arena, const char *text, size_t size, struct guest_manifest *manifest,
                 const char **wrong)
{
	/* A buffer of its very size, so that the sanitizer sees a read beyond it. */
	char *exact = test_malloc(size + 1);

	memcpy(exact + 1, text, size);
	int error = machine_manifest_parse(arena, "g.txt", exact + 1, size, manifest, wrong);

	test_free(exact);
	return error;
}

static const struct mistake {
	const char *text;
	unsigned line;
	const char *expected;
} mistakes[] = {
	{ "", 1, "a newline at the end of the file" },
	{ "xenfacts guest 1", 1, "a newline at the end of the file" },
	{ "xenfacts guest 2\n", 1, "\"xenfacts guest 1\" as the first line" },
	{ "\xef\xbb\xbf" HEAD, 1, "\"xenfacts guest 1\" as the first line" },
	{ "xenfacts guest 1\r\n", 1, "a line ending without a carriage return" },
	{ HEAD "absent /a\r\n", 2, "a line ending without a carriage return" },
	{ HEAD "# comment\nabsent /a", 3, "a newline at the end of the file" },
	{ HEAD "\n", 2, "\"file\", \"link\"" },
	{ HEAD "files /a\n", 2, "\"file\", \"link\"" },
	{ HEAD " file /a\n", 2, "\"file\", \"link\"" },
	{ HEAD "|text\n", 2, "content only after" },
	{ HEAD "file /a\n|x\n# c\n|y\n", 5, "content only after" },
	{ HEAD "absent /a\n\\y\n", 3, "content only after" },
	{ HEAD "file\n", 2, "a path before the line's end" },
	{ HEAD "file \n", 2, "a path after one blank" },
	{ HEAD "file  /a\n", 2, "a path after one blank" },
	{ HEAD "file a\n", 2, "an absolute path" },
	{ HEAD "file /a/\n", 2, "an absolute path" },
	{ HEAD "file /a//b\n", 2, "an absolute path" },
	{ HEAD "file /a/../b\n", 2, "an absolute path" },
	{ HEAD "file /a/.\n", 2, "an absolute path" },
	{ HEAD "file /a /b\n", 2, "nothing after the path" },
	{ HEAD "file /a \n", 2, "nothing after the path" },
	{ HEAD "file /a\\x00b\n", 2, "a path without a NUL byte" },
	{ HEAD "file /a\tb\n", 2, "the byte 0x09 to be written as \\x09" },
	{ HEAD "file /a\n|b\x01\n", 3, "the byte 0x01 to be written as \\x01" },
	{ HEAD "file /a\n|b\xff\n", 3, "the byte 0xff to be written as \\xff" },
	{ HEAD "file /a\n|\xe2\x80\xae\n", 3, "the byte 0xe2 to be written as \\xe2" },
	{ HEAD "file /a\n|b\\n\n", 3, "\\x and two digits" },
	{ HEAD "file /a\n|b\\x4\n", 3, "\\x and two digits" },
	{ HEAD "file /a\n|b\\xFF\n", 3, "\\x and two digits" },
	{ HEAD "file /a\n|b\\\n", 3, "\\x and two digits" },
	{ HEAD "file /a\n\\b\n|c\n", 4, "nothing after a \"\\\" line" },
	{ HEAD "file /a\n|b", 3, "a newline at the end of the file" },
	{ HEAD "link /a\n", 2, "a link's target before the line's end" },
	{ HEAD "link /a b c\n", 2, "nothing after the target" },
	{ HEAD "link /a b\\x00\n", 2, "a link's target without a NUL byte" },
	{ HEAD "dir /a b a\n", 2, "names sorted by byte, each once" },
	{ HEAD "dir /a b b\n", 2, "names sorted by byte, each once" },
	{ HEAD "dir /a b/c\n", 2, "a name, not a path" },
	{ HEAD "dir /a ..\n", 2, "a name, not a path" },
	{ HEAD "dir /a \n", 2, "a name after one blank" },
	{ HEAD "dir /a . \n", 2, "a pattern after one blank" },
	{ HEAD "dir /a . .\n", 2, "a name, not a path" },
	{ HEAD "dir /a . b/*\n", 2, "a name, not a path" },
	{ HEAD "dir /a b . c* b*\n", 2, "names sorted by byte, each once" },
	{ HEAD "absent\n", 2, "a path before the line's end" },
	{ HEAD "denied /a 13\n", 2, "nothing after the path" },
	{ HEAD "failed /a\n", 2, "an errno from 1 to 4095" },
	{ HEAD "failed /a 0\n", 2, "an errno from 1 to 4095" },
	{ HEAD "failed /a 4096\n", 2, "an errno from 1 to 4095" },
	{ HEAD "failed /a EIO\n", 2, "an errno from 1 to 4095" },
	{ HEAD "failed /a 5 6\n", 2, "nothing after the errno" },
	{ HEAD "cpuid\n", 2, "\"native\" or \"forced\"" },
	{ HEAD "cpuid xenemu 1 0 1 2 3 4\n", 2, "\"native\" or \"forced\"" },
	{ HEAD "cpuid native\n", 2, "\"absent\", or leaf, subleaf" },
	{ HEAD "cpuid native 1 0 1 2 3\n", 2, "\"absent\", or leaf, subleaf" },
	{ HEAD "cpuid native 1 0 1 2 3 x\n", 2, "\"absent\", or leaf, subleaf" },
	{ HEAD "cpuid native 1 0 1 2 3 100000000\n", 2, "\"absent\", or leaf, subleaf" },
	{ HEAD "cpuid native 1 0 1 2 3 4 5\n", 2, "nothing after the fourth register" },
	{ HEAD "cpuid forced absent now\n", 2, "\"absent\", or leaf, subleaf" },
	{ HEAD "log absent\n", 2, "nothing or \"denied\"" },
	{ HEAD "log denied twice\n", 2, "nothing after \"denied\"" },
	{ HEAD "log denied\n|x\n", 3, "content only after" },
	{ HEAD "absent /a\nabsent /b\nfile /a\n", 4, "one entry of this kind for /a; line 2 has another" },
	{ HEAD "link /a b\nlink /a b\n", 3, "one entry of this kind for /a; line 2 has another" },
	{ HEAD "link /a b\ndir /a\ndenied /a\n", 4, "one entry of this kind for /a; line 3 has another" },
	{ HEAD "log\n|x\nlog denied\n", 4, "one entry of this kind for the log; line 2 has another" },
	{ HEAD "cpuid native 1 0 1 2 3 4\ncpuid native 1 0 1 2 3 4\n", 3, "one entry of this kind for this leaf" },
	{ HEAD "cpuid forced 1 0 1 2 3 4\ncpuid forced absent\n", 3, "one entry of this kind for this leaf" },
};

static void every_mistake_has_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct arena *arena = arena_new();
		struct guest_manifest manifest;
		const char *wrong = NULL;
		char begin[200];

		snprintf(begin, sizeof(begin), "g.txt:%u: expected %s", mistakes[i].line, mistakes[i].expected);
		assert_int_equal(parse(arena, mistakes[i].text, strlen(mistakes[i].text), &manifest, &wrong),
		                 -EINVAL);
		assert_non_null(wrong);
		if (strncmp(wrong, begin, strlen(begin)))
			fail_msg("case %zu: \"%s\" does not begin with \"%s\"", i, wrong, begin);
		arena_free(arena);
	}
}

static void bytes_above_the_text_are_hostile(void **state)
{
	struct arena *arena = arena_new();
	struct guest_manifest manifest;
	const char *wrong;
	char text[64] = HEAD "file /a\n|\0\n";

	(void)state;
	assert_int_equal(parse(arena, text, strlen(HEAD) + 11, &manifest, &wrong), -EINVAL);
	assert_string_equal(wrong, "g.txt:3: expected the byte 0x00 to be written as \\x00");
	/* Every cut of a good manifest is good or a clean error. */
	static const char good[] = HEAD "# c\nfile /a\\x20b\n|x\\x5c\n\\y\nlink /l t\ndir /d a b\nfailed /f 5\n"
	                                "cpuid native 1 0 1 2 3 4\ncpuid forced absent\nlog\n|z\n";

	for (size_t size = 0; size < sizeof(good); size++)
		parse(arena, good, size, &manifest, &wrong);
	assert_int_equal(parse(arena, good, sizeof(good) - 1, &manifest, &wrong), 0);
	assert_int_equal(manifest.count, 7);
	assert_null(wrong);
	assert_string_equal(manifest.entries[0].path, "/a b");
	assert_string_equal(manifest.entries[0].data, "x\\\ny");
	arena_free(arena);
}

static const struct guest_entry all_kinds[] = {
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/empty", .data = "", .size = 0 },
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/line", .data = "line\n", .size = 5 },
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/no newline", .data = "a\n b", .size = 4 },
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/newlines", .data = "\n\n\n", .size = 3 },
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/binary", .data = "\0\1\r\t\\x\xff\xc3\xa9|\\",
	  .size = 11 },
	{ .kind = XF_ENTRY_FILE, .outcome = XF_SEEN, .path = "/disguise\xe2\x80\xae", .data = "\xe2\x80\xae\n",
	  .size = 4 },
	{ .kind = XF_ENTRY_LINK, .outcome = XF_SEEN, .path = "/link", .data = "../a b\n", .size = 7 },
	{ .kind = XF_ENTRY_DIR, .outcome = XF_SEEN, .path = "/" }, /* gets names in the test */
	{ .kind = XF_ENTRY_DIR, .outcome = XF_SEEN, .path = "/link" }, /* and this one patterns */
	{ .kind = XF_ENTRY_OUTCOME, .outcome = XF_ABSENT, .path = "/absent" },
	{ .kind = XF_ENTRY_OUTCOME, .outcome = XF_DENIED, .path = "/denied" },
	{ .kind = XF_ENTRY_OUTCOME, .outcome = XF_MALFORMED, .path = "/malformed" },
	{ .kind = XF_ENTRY_OUTCOME, .outcome = XF_FAILED, .path = "/failed", .error = EINVAL },
	{ .kind = XF_ENTRY_CPUID, .outcome = XF_SEEN, .via = XF_NATIVE, .leaf = 0x40000003, .sub = 2,
	  .reg = { 1, 0xffffffff, 0, 0x80000000 } },
	{ .kind = XF_ENTRY_CPUID, .outcome = XF_ABSENT, .via = XF_FORCED },
	{ .kind = XF_ENTRY_LOG, .outcome = XF_SEEN, .data = "[    0.0] x\n[ 1.0] \x1b[31m", .size = 24 },
};

#define KINDS (sizeof(all_kinds) / sizeof(all_kinds[0]))
#define DIR_ENTRY 7

static void check_same(const struct guest_entry *a, const struct guest_entry *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->outcome, b->outcome);
	assert_int_equal(a->error, b->error);
	assert_int_equal(a->path != NULL, b->path != NULL);
	if (a->path)
		assert_string_equal(a->path, b->path);
	assert_int_equal(a->size, b->size);
	if (a->size)
		assert_memory_equal(a->data, b->data, a->size);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_string_equal(a->names[i], b->names[i]);
	assert_int_equal(a->partial, b->partial);
	assert_int_equal(a->pattern_count, b->pattern_count);
	for (size_t i = 0; i < a->pattern_count; i++)
		assert_string_equal(a->patterns[i], b->patterns[i]);
	assert_int_equal(a->via, b->via);
	assert_int_equal(a->leaf, b->leaf);
	assert_int_equal(a->sub, b->sub);
	assert_memory_equal(a->reg, b->reg, sizeof(a->reg));
}

static void what_is_written_can_be_read(void **state)
{
	struct arena *arena = arena_new();
	struct guest_manifest manifest;
	const char *wrong;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	char *names[] = { (char []){ "a b" }, (char []){ "b\\c" }, (char []){ "c\nd" }, (char []){ "\xff" } };
	char *patterns[] = { (char []){ "*" }, (char []){ "[a ]?" }, (char []){ "b\\*" } };
	struct guest_entry entries[KINDS];

	(void)state;
	memcpy(entries, all_kinds, sizeof(entries));
	entries[DIR_ENTRY].names = names;
	entries[DIR_ENTRY].count = 4;
	entries[DIR_ENTRY + 1].partial = true;
	entries[DIR_ENTRY + 1].patterns = patterns;
	entries[DIR_ENTRY + 1].pattern_count = 3;
	assert_int_equal(machine_manifest_write_head(file, "two lines,\nthe second with \x1b"), 0);
	for (size_t i = 0; i < KINDS; i++)
		assert_int_equal(machine_manifest_write(file, &entries[i]), 0);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < size; i++)
		assert_true((text[i] >= ' ' && text[i] != 0x7f) || text[i] == '\n' || (text[i] & 0x80));
	assert_non_null(strstr(text, "\n# the second with \\x1b\n"));
	assert_int_equal(parse(arena, text, size, &manifest, &wrong), 0);
	assert_int_equal(manifest.count, KINDS);
	for (size_t i = 0; i < KINDS; i++)
		check_same(&entries[i], &manifest.entries[i]);
	free(text);
	arena_free(arena);
}

static void bad_writes_are_errors(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct guest_entry nonsense = { .kind = XF_ENTRY_OUTCOME, .outcome = XF_NOT_RECORDED, .path = "/a" };

	(void)state;
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	assert_int_equal(machine_manifest_write_head(full, ""), -EIO);
	assert_int_equal(machine_manifest_write(full, &all_kinds[1]), -EIO);
	assert_int_equal(machine_manifest_write(full, &nonsense), -EINVAL);
	fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_has_its_line), cmocka_unit_test(bytes_above_the_text_are_hostile),
		cmocka_unit_test(what_is_written_can_be_read), cmocka_unit_test(bad_writes_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
