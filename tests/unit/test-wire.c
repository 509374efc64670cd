/* SPDX-License-Identifier: MIT */
/*
 * The saying half of the plugin interface and its way through the pipe: what a small plugin says arrives, with
 * its evidence, and no damaged message does harm. The reader must hold against anything, because what
 * writes has run plugins.
 */
#include "tests/unit/fake.h"

#include <errno.h>

#include "core/probe/wire.h"
#include "facts/report.h"

static const struct xf_fact_def facts[] = {
	{ "t.present", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.word", XF_WORD, XF_ACTIVE, "xen bare", "1.0", "A." },
	{ "t.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.both", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.names", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.disks.*.size", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.lost.*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/p/*", "/d/", "/d/*/size", "log:*", "cpuid:1", NULL };

static const struct fake_place places[] = {
	{ "/", XF_SEEN, "directory", 0 }, { "/p", XF_SEEN, "directory", 0 }, { "/d", XF_SEEN, "b a", 0 },
	{ "/p/type", XF_SEEN, "xen\n", 0 }, { "/p/lines", XF_SEEN, "one: 1\ntwo: \xff\n", 0 },
	{ "/d/a/size", XF_SEEN, "7\n", 0 }, { "/d/b/size", XF_SEEN, "seven\n", 0 },
	{ "/p/large", XF_SEEN, "8000000000000000", 0 }, { "/p/denied", XF_DENIED, NULL, 0 },
	{ "/p/failed", XF_FAILED, NULL, 0 },
	{ NULL, XF_ABSENT, NULL, 0 },
};

static void look_at_all(struct xf_probe *probe)
{
	const struct xf_obs *type = xf_read(probe, "/p/type"), *lines = xf_read(probe, "/p/lines");
	const char *const *names = xf_list(probe, "/d");

	xf_say_bool(probe, type, true, "t.present");
	xf_say(probe, type, xf_text(type), "t.word");
	xf_say(probe, xf_field(probe, lines, "two"), xf_text(xf_field(probe, lines, "two")), "t.text");
	xf_say(probe, xf_both(probe, type, xf_cpuid(probe, XF_NATIVE, 1, 0)), "x", "t.both");
	xf_say_count(probe, xf_count(probe, "/d"), xf_value(xf_count(probe, "/d")), "t.count");
	for (; *names; names++) {
		xf_say_item(probe, xf_count(probe, "/d"), *names, "t.names");
		xf_say_number(probe, xf_number(probe, "/d/%s/size", *names), "t.disks.%s.size", xf_key(probe, *names));
	}
	xf_say(probe, xf_read(probe, "/p/gone"), "still", "t.lost.gone");
	xf_say(probe, xf_read(probe, "/p/gone2"), "", "t.lost.gone_empty");
	xf_say(probe, xf_read(probe, "/p/denied"), "not said", "t.lost.denied");
	xf_say(probe, type, "", "t.lost.empty");
	xf_say(probe, type, NULL, "t.lost.null");
	xf_say_unknown(probe, type, "t.lost.unknown");
	xf_say_unknown(probe, xf_read(probe, "/p/failed"), "t.lost.failed");
	xf_say_unknown(probe, xf_log(probe, "*"), "t.lost.log");
	xf_say_number(probe, xf_hex(probe, "/p/large"), "t.disks.large.size");
	xf_say(probe, xf_field(probe, lines, "three"), "no line", "t.lost.line");
	xf_say(probe, xf_field(probe, xf_read(probe, "/p/gone"), "one"), "no file", "t.lost.file");
}

static const struct xf_plugin plugin = { .name = "t", .facts = facts, .reads = reads, .look = look_at_all };

/* Both ends of the pipe. */
struct fixture {
	struct fake fake;
	struct observations observations;
	struct buf message;
	struct loaded_plugin loaded[2];
	struct registry registry;
	struct report report;
	struct plugin_result result;
};

static int setup(void **state)
{
	struct fixture *all = calloc(1, sizeof(*all));

	all->fake = (struct fake){ .places = places, .no_leaf = XF_ABSENT };
	all->observations.arena = arena_new();
	all->observations.machine = fake_open(&all->fake);
	all->loaded[0].plugin = all->loaded[1].plugin = &plugin;
	all->registry = (struct registry){ .loaded = all->loaded, .count = 2 };
	all->report = (struct report){ .arena = all->observations.arena, .host = "" };
	facts_init(&all->report.facts, all->observations.arena);
	*state = all;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *all = *state;

	machine_close(all->observations.machine);
	arena_free(all->observations.arena);
	buf_free(&all->message);
	free(all);
	return 0;
}

static int read_bytes(struct fixture *all, const char *bytes, size_t size)
{
	struct cursor cursor = { bytes, bytes + size, false };
	int error = probe_wire_read(&cursor, &all->registry, &all->report, &all->result);

	if (!error)
		assert_ptr_equal(cursor.at, bytes + size);
	return error;
}

/* Runs a plugin through both ends; what it broke is in told. */
static void run(struct fixture *all, const struct xf_plugin *which)
{
	all->loaded[0].plugin = which;
	all->message.size = 0;
	/* A plugin runs once on the observations of a run. */
	all->observations.places = (struct map){ NULL };
	all->observations.log = NULL;
	probe_wire_run(&all->observations, &all->loaded[0], 0, &all->message);
	assert_int_equal(read_bytes(all, all->message.bytes, all->message.size), 0);
}

static const char *text_of(const struct fixture *all, const char *key)
{
	return facts_text(all->report.arena, facts_find(&all->report.facts, key));
}

static const char *unknown_of(const struct fixture *all, const char *key)
{
	const struct fact *fact = facts_find(&all->report.facts, key);

	assert_non_null(fact);
	return fact->unknown ? fact->unknown : "known";
}

static void test_values_arrive(void **state)
{
	struct fixture *all = *state;

	run(all, &plugin);
	assert_string_equal(all->result.detail, "");
	assert_string_equal(text_of(all, "t.present"), "true");
	assert_string_equal(text_of(all, "t.word"), "xen");
	assert_string_equal(text_of(all, "t.text"), "\\xff");
	assert_string_equal(text_of(all, "t.both"), "x");
	assert_string_equal(text_of(all, "t.count"), "2");
	assert_string_equal(text_of(all, "t.names"), "a, b");
	assert_string_equal(text_of(all, "t.disks.a.size"), "7");
	assert_int_equal(all->report.facts.count, 19);
}

static void test_reasons_arrive(void **state)
{
	static const char *const cases[][2] = {
		{ "t.disks.b.size", "malformed" }, { "t.lost.gone", "known" }, { "t.lost.gone_empty", "absent" },
		{ "t.lost.denied", "denied" }, { "t.lost.empty", "malformed" }, { "t.lost.null", "malformed" },
		{ "t.lost.unknown", "malformed" }, { "t.lost.failed", "failed" }, { "t.lost.log", "not_recorded" },
		{ "t.disks.large.size", "malformed" }, { "t.lost.line", "known" }, { "t.lost.file", "known" },
	};

	run(*state, &plugin);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(unknown_of(*state, cases[i][0]), cases[i][1]);
}

/* The line of evidence of a plain fact. */
static const char *line_of(const struct fixture *all, const char *key)
{
	const struct evidence *evidence;

	assert_int_equal(facts_report_evidence(&all->report, key, true, &evidence), 1);
	return evidence->line;
}

static void test_evidence_arrives(void **state)
{
	struct fixture *all = *state;

	run(all, &plugin);
	assert_string_equal(line_of(all, "t.word"), "t.word is xen: /p/type says \"xen\"");
	assert_string_equal(line_of(all, "t.text"), "t.text is \\xff: /p/lines says \"\\xff\"");
	assert_string_equal(line_of(all, "t.count"), "t.count is 2: /d says \"2 entries\"");
	assert_string_equal(line_of(all, "t.both"), "t.both is x: /p/type says \"xen\"; "
	                    "CPUID 0x00000001/0 does not answer with it");
	assert_string_equal(line_of(all, "t.lost.gone"), "t.lost.gone is still: /p has no gone");
	assert_string_equal(line_of(all, "t.lost.denied"), "t.lost.denied is denied: /p/denied: denied");
	assert_string_equal(line_of(all, "t.lost.line"), "t.lost.line is no line: /p/lines has no such line");
	assert_string_equal(line_of(all, "t.lost.file"), "t.lost.file is no file: /p has no gone");
	assert_string_equal(line_of(all, "t.disks.b.size"), "t.disks.b.size is malformed: /d/b/size: malformed");
}

/* Twenty places and one more, which is in it twice. */
static void look_at_many(struct xf_probe *probe)
{
	const struct xf_obs *first = xf_read(probe, "/p/type"), *all = first;

	for (int i = 0; i < 20; i++)
		all = xf_both(probe, xf_read(probe, "/p/%d", i), all);
	xf_say_bool(probe, xf_both(probe, first, all), true, "t.present");
}

static void test_observations_beyond_the_first_are_counted(void **state)
{
	static const struct xf_plugin many = { .name = "t", .facts = facts, .reads = reads, .look = look_at_many };

	run(*state, &many);
	assert_non_null(strstr(line_of(*state, "t.present"), "/p has no 13; and 13 more"));
}

static void test_denied_observations_are_listed_once(void **state)
{
	struct fixture *all = *state;

	all->fake.log.outcome = XF_DENIED;
	run(all, &plugin);
	run(all, &plugin);
	assert_int_equal(all->report.denied_count, 2);
	assert_string_equal(all->report.denied[0]->where, "/p/denied");
	assert_string_equal(all->report.denied[1]->where, "kernel log");
}

/* The text of a file and the number in it are two looks with two ends. */
static void look_number_behind_text(struct xf_probe *probe)
{
	const struct xf_obs *text = xf_read(probe, "/p/type");

	xf_say(probe, text, xf_text(text), "t.text");
	xf_say_number(probe, xf_number(probe, "/p/type"), "t.count");
}

static void test_number_is_not_the_text(void **state)
{
	static const struct xf_plugin two = { .name = "t", .purpose = "Tests.", .facts = facts, .reads = reads,
		.look = look_number_behind_text };

	run(*state, &two);
	assert_string_equal(line_of(*state, "t.text"), "t.text is xen: /p/type says \"xen\"");
	assert_string_equal(line_of(*state, "t.count"), "t.count is malformed: /p/type: malformed");
}

static void look_and_lie(struct xf_probe *probe)
{
	const char *which = xf_text(xf_read(probe, "/p/which"));
	const struct xf_obs *seen = xf_read(probe, "/p/type");

	if (!strcmp(which, "key"))
		xf_say(probe, seen, "x", "t.undeclared");
	else if (!strcmp(which, "star"))
		xf_say(probe, seen, "x", "t.lost.*");
	else if (!strcmp(which, "part"))
		xf_say(probe, seen, "x", "t.lost.A=\n");
	else if (!strcmp(which, "word"))
		xf_say(probe, seen, "purple", "t.word");
	else if (!strcmp(which, "text"))
		xf_say(probe, seen, "12", "t.count");
	else if (!strcmp(which, "flag"))
		xf_say_bool(probe, seen, true, "t.text");
	else if (!strcmp(which, "twice"))
		xf_say_bool(probe, seen, false, "t.present");
	else if (!strcmp(which, "because"))
		xf_say_bool(probe, NULL, true, "t.lost.x");
	xf_say_bool(probe, seen, true, "t.present");
}

/* Each broken promise is told with the key and the reason, and what else was said stays. */
static void test_broken_promises_are_told(void **state)
{
	static const char *const cases[][3] = {
		{ "key", "t.undeclared", "not in its table" }, { "star", "t.lost.*", "not in its table" },
		{ "part", "t.lost.A=\\x0a", "not in its table" }, { "word", "t.word", "declared type or words" },
		{ "text", "t.count", "declared type or words" },
		{ "flag", "t.text", "declared type or words" }, { "twice", "t.present", "another value" },
		{ "because", "t.lost.x", "without an observation" },
	};
	static const struct xf_plugin liar = { .name = "t", .facts = facts, .reads = reads, .look = look_and_lie };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fake_place which[] = {
			{ "/p/which", XF_SEEN, cases[i][0], 0 }, { "/p/type", XF_SEEN, "xen", 0 },
			{ NULL, XF_ABSENT, NULL, 0 },
		};
		struct fixture *all = *state;

		facts_init(&all->report.facts, all->report.arena);
		all->fake.places = which;
		run(all, &liar);
		assert_non_null(strstr(all->result.detail, cases[i][1]));
		assert_non_null(strstr(all->result.detail, cases[i][2]));
		assert_int_equal(all->report.facts.count, 1);
		assert_non_null(facts_find(&all->report.facts, "t.present"));
	}
}

static void look_and_talk(struct xf_probe *probe)
{
	for (unsigned i = 0; i < XF_FACTS_CAP + 100; i++)
		xf_say(probe, xf_read(probe, "/p/type"), "x", "t.lost.k%u", i);
}

static void test_a_talkative_plugin_leaves_room(void **state)
{
	static const struct xf_plugin talker = { .name = "t", .facts = facts, .reads = reads, .look = look_and_talk };
	struct fixture *all = *state;

	run(all, &talker);
	assert_non_null(strstr(all->result.detail, "one fact or item too many"));
	assert_int_equal(all->report.facts.count, XF_FACTS_CAP);
	run(all, &plugin);
	assert_string_equal(all->result.detail, "");
	assert_string_equal(text_of(all, "t.word"), "xen");
}

/* A message that is not all there yet adds nothing and is asked for again. */
static void test_truncated_messages(void **state)
{
	struct fixture *all = *state;

	probe_wire_run(&all->observations, &all->loaded[0], 0, &all->message);
	for (size_t size = 0; size < all->message.size; size++) {
		char *bytes = memcpy(malloc(size ? size : 1), all->message.bytes, size);

		assert_int_equal(read_bytes(all, bytes, size), -EAGAIN);
		assert_int_equal(all->report.facts.count + all->report.denied_count, 0);
		free(bytes);
	}
	assert_int_equal(read_bytes(all, all->message.bytes, all->message.size), 0);
}

static void test_two_messages_in_a_row(void **state)
{
	struct fixture *all = *state;

	probe_wire_run(&all->observations, &all->loaded[0], 0, &all->message);
	probe_wire_run(&all->observations, &all->loaded[0], 1, &all->message);
	struct cursor cursor = { all->message.bytes, all->message.bytes + all->message.size, false };

	for (int i = 0; i < 2; i++)
		assert_int_equal(probe_wire_read(&cursor, &all->registry, &all->report, &all->result), 0);
	assert_ptr_equal(cursor.at, cursor.end);
	assert_int_equal(probe_wire_read(&cursor, &all->registry, &all->report, &all->result), -EAGAIN);
}

static void test_flipped_bytes(void **state)
{
	struct fixture *all = *state;
	unsigned seed = 7, taken = 0;

	probe_wire_run(&all->observations, &all->loaded[0], 0, &all->message);
	for (unsigned round = 0; round < 20000; round++) {
		char *bytes = memcpy(malloc(all->message.size), all->message.bytes, all->message.size);
		struct cursor cursor = { bytes, bytes + all->message.size, false };
		struct report report = { .arena = arena_new() };

		for (unsigned i = 0; i <= round % 4; i++) {
			seed = seed * 1103515245 + 12345;
			bytes[(seed >> 8) % all->message.size] ^= (char)(1u << (seed >> 4) % 8);
		}
		facts_init(&report.facts, report.arena);
		int error = probe_wire_read(&cursor, &all->registry, &report, &all->result);

		assert_true(error == 0 || error == -EAGAIN || error == -EBADMSG);
		assert_true(error == 0 || report.facts.count == 0);
		taken += error == 0;
		arena_free(report.arena);
		free(bytes);
	}
	assert_true(taken > 1000 && taken < 19000); /* both kinds were tried */
}

static void test_messages_of_nobody(void **state)
{
	struct fixture *all = *state;

	probe_wire_run(&all->observations, &all->loaded[0], 2, &all->message);
	assert_int_equal(read_bytes(all, all->message.bytes, all->message.size), -EBADMSG);
	assert_int_equal(read_bytes(all, "Q\0\0\0\0\0\0\0\0", 9), -EBADMSG);
	assert_int_equal(read_bytes(all, "B\0\0\0\0\0\0\0\0", 9), -EBADMSG); /* no end */
	assert_int_equal(read_bytes(all, "B\0\0\0\0\377\377\377\377", 9), -EBADMSG);
	assert_int_equal(read_bytes(all, "B\0\0\0\0\14\0\0\0D\0\0\0\0E\0\0\0\0\0\0", 21), -EBADMSG); /* no such look */
	assert_int_equal(read_bytes(all, "B\0\0\0\0\10\0\0\0E\0\0\0\0\0\0x", 17), -EBADMSG);         /* more data */
	assert_int_equal(read_bytes(all, "B\0\0\0\0\7\0\0\0E\0\0\0\0\0\3", 16), -EBADMSG);           /* no such gate */
	assert_int_equal(read_bytes(all, "B\0\0\0\0\7\0\0\0E\0\0\0\0\0\0", 16), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_values_arrive), TEST(test_reasons_arrive), TEST(test_evidence_arrives),
		TEST(test_observations_beyond_the_first_are_counted), TEST(test_denied_observations_are_listed_once),
		TEST(test_number_is_not_the_text), TEST(test_broken_promises_are_told), TEST(test_messages_of_nobody),
		TEST(test_a_talkative_plugin_leaves_room), TEST(test_truncated_messages),
		TEST(test_two_messages_in_a_row), TEST(test_flipped_bytes),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
