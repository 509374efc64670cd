/* SPDX-License-Identifier: MIT */
/*
 * The looking half of the plugin interface, on a door that ends each look as the test wants: whatever happens
 * there, a plugin gets an observation that can be asked anything.
 */
#include "tests/unit/fake.h"

#include "core/probe/wire.h"

static const char *const reads[] = {
	"/p/text", "/p/number", "/p/gone", "/p/denied", "/p/bad", "/p/failed", "/p/unrecorded", "/p/nul", "/p/link",
	"/p/*/name", "/d/", "/d/*/", "/empty/", "/p/many", "/p/[ab]x", "/p/some lines:k*", "log:*Xen*",
	"log:[Hh]yp[ervisordetcfound ]*: ?*", "log:*", "cpuid:1", "cpuid:hypervisor", NULL,
};

static const struct fake_place places[] = {
	{ "/p/text", XF_SEEN, " first line \nkey\t : value x\nkey2: other\nkey: second\n \t\n", 0 },
	{ "/p/some", XF_SEEN, "other\nkey: some\nnot a key\n", 0 },
	{ "/p/number", XF_SEEN, "0042\n", 0 },
	{ "/p/denied", XF_DENIED, NULL, 0 },
	{ "/p/bad", XF_MALFORMED, NULL, 0 },
	{ "/p/failed", XF_FAILED, NULL, 0 },
	{ "/p/unrecorded", XF_NOT_RECORDED, NULL, 0 },
	{ "/p/nul", XF_SEEN, "a\0b\n", 4 },
	{ "/p/link", XF_SEEN, "../../bus/xen/drivers/vbd", 0 },
	{ "/p/many", XF_SEEN, "1 2\n", 0 },
	{ "/p/ax", XF_SEEN, "0xff\n", 0 },
	{ "/d", XF_SEEN, "b a c", 0 },
	{ "/empty", XF_SEEN, "", 0 },
	{ NULL, XF_ABSENT, NULL, 0 },
};

static void look_not(struct xf_probe *probe)
{
	(void)probe;
}

static const struct xf_fact_def facts[] = {
	{ "t.x", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." }, { NULL, 0, 0, NULL, NULL, NULL },
};

static const struct xf_plugin plugin = { .name = "t", .facts = facts, .reads = reads, .look = look_not };
static const char *const other_reads[] = { "/p/some lines:o*", NULL };
static const struct xf_plugin other = { .name = "u", .facts = facts, .reads = other_reads, .look = look_not };

/* A probe and all that it needs. */
struct fixture {
	struct fake fake;
	struct observations observations;
	struct buf message;
	struct xf_probe probe;
};

static int setup(void **state)
{
	struct fixture *all = calloc(1, sizeof(*all));

	all->fake = (struct fake){ .places = places, .no_leaf = XF_ABSENT };
	all->observations.arena = arena_new();
	all->observations.machine = fake_open(&all->fake);
	all->probe = (struct xf_probe){ .observations = &all->observations, .plugin = &plugin, .message = &all->message,
		.serial = 1 };
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

#define PROBE (&((struct fixture *)*state)->probe)

/* Nothing can be asked of such an observation that has an answer. */
static void assert_says_nothing(const struct xf_obs *obs)
{
	assert_false(xf_seen(obs) || xf_is(obs, "") || xf_has(obs, ""));
	assert_string_equal(xf_text(obs), "");
	assert_string_equal(xf_last(obs), "");
	assert_int_equal(xf_value(obs), 0);
	assert_int_equal(xf_reg(obs, XF_EAX), 0);
}

static void test_read(void **state)
{
	const struct xf_obs *text = xf_read(PROBE, "/p/%s", "text");

	assert_true(xf_seen(text) && xf_has(text, "value") && !xf_has(text, "nothing") && !xf_absent(text));
	assert_string_equal(xf_text(text), " first line \nkey\t : value x\nkey2: other\nkey: second");
	assert_true(xf_is(xf_read(PROBE, "/p/many"), "1 2"));
	assert_true(xf_is(xf_read(PROBE, "/p/some"), "key: some"));
	assert_int_equal(xf_outcome(xf_read(PROBE, "/p/nul")), XF_MALFORMED);
	PROBE->plugin = &other;
	assert_true(xf_is(xf_read(PROBE, "/p/some"), "other"));
	assert_null(PROBE->broken);
}

static void test_each_outcome_of_each_observation(void **state)
{
	static const struct {
		const char *path;
		enum xf_outcome outcome;
	} cases[] = {
		{ "/p/gone", XF_ABSENT }, { "/p/denied", XF_DENIED }, { "/p/bad", XF_MALFORMED },
		{ "/p/failed", XF_FAILED }, { "/p/unrecorded", XF_NOT_RECORDED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = cases[i].path;
		const struct xf_obs *observations[] = {
			xf_read(PROBE, "%s", path), xf_number(PROBE, "%s", path), xf_hex(PROBE, "%s", path),
			xf_link(PROBE, "%s", path), xf_stat(PROBE, "%s", path),
			xf_field(PROBE, xf_read(PROBE, "%s", path), "key"),
			xf_line(PROBE, xf_read(PROBE, "%s", path), "*"),
		};

		for (size_t j = 0; j < sizeof(observations) / sizeof(observations[0]); j++) {
			assert_int_equal(xf_outcome(observations[j]), cases[i].outcome);
			assert_int_equal(xf_absent(observations[j]), cases[i].outcome == XF_ABSENT);
			assert_says_nothing(observations[j]);
		}
		assert_null(xf_lines(PROBE, observations[0])[0]);
	}
	assert_null(PROBE->broken);
}

static void test_null_observations(void **state)
{
	assert_says_nothing(NULL);
	assert_int_equal(xf_outcome(NULL), XF_FAILED);
	assert_false(xf_absent(NULL));
	assert_says_nothing(xf_field(PROBE, NULL, "key"));
	assert_says_nothing(xf_line(PROBE, NULL, "*"));
	assert_says_nothing(xf_both(PROBE, NULL, xf_read(PROBE, "/p/text")));
	assert_null(xf_lines(PROBE, NULL)[0]);
	assert_false(xf_is(xf_read(PROBE, "/p/text"), NULL) || xf_has(xf_read(PROBE, "/p/text"), NULL));
}

static void test_numbers(void **state)
{
	const struct xf_obs *number = xf_number(PROBE, "/p/number");

	assert_int_equal(xf_value(number), 42);
	assert_int_equal(xf_value(xf_hex(PROBE, "/p/number")), 0x42);
	assert_int_equal(xf_value(xf_hex(PROBE, "/p/ax")), 0xff);
	assert_int_equal(xf_outcome(xf_number(PROBE, "/p/ax")), XF_MALFORMED);
	assert_int_equal(xf_outcome(xf_number(PROBE, "/p/many")), XF_MALFORMED);
	assert_true(xf_seen(xf_read(PROBE, "/p/many"))); /* the text as such is fine */
	assert_ptr_equal(xf_number(PROBE, "/p/number"), number);
	assert_string_equal(xf_last(xf_link(PROBE, "/p/link")), "vbd");
	assert_string_equal(xf_last(xf_read(PROBE, "/p/many")), "1 2");
}

static void test_lists(void **state)
{
	const char *const *names = xf_list(PROBE, "/d");

	assert_string_equal(names[1], "a"); /* the door sorts, and this one does not */
	assert_null(names[3]);
	assert_int_equal(xf_value(xf_count(PROBE, "/d")), 3);
	assert_ptr_equal(xf_list(PROBE, "/d/"), names);
	assert_true(xf_seen(xf_count(PROBE, "/empty")));
	assert_null(xf_list(PROBE, "/empty")[0]);
	assert_null(xf_list(PROBE, "/d/%s", "missing")[0]);
	assert_true(xf_absent(xf_count(PROBE, "/d/missing")));
	assert_null(PROBE->broken);
}

static void test_each_place_is_read_once(void **state)
{
	struct fixture *all = *state;

	for (int i = 0; i < 3; i++) {
		xf_read(PROBE, "/p/text");
		xf_number(PROBE, "/p/text");
		xf_hex(PROBE, "/p/text");
		xf_list(PROBE, "/d");
		xf_count(PROBE, "/d");
		xf_read(PROBE, "/p/gone");
		xf_log(PROBE, "*Xen*");
		xf_log(PROBE, "*");
		xf_cpuid(PROBE, XF_NATIVE, 1, 0);
	}
	assert_int_equal(all->fake.observations, 5);
}

/* A look beyond the list never reaches the door, and the first one is named. */
static void test_strays_are_refused(void **state)
{
	struct fixture *all = *state;
	char long_path[600];

	memset(long_path, 'a', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_says_nothing(xf_read(PROBE, "/etc/shadow"));
	assert_non_null(strstr(PROBE->broken, "/etc/shadow"));
	assert_says_nothing(xf_read(PROBE, "/p/text/x"));
	assert_says_nothing(xf_read(PROBE, "/p/tex"));
	assert_says_nothing(xf_read(PROBE, "/p/text2"));
	assert_says_nothing(xf_read(PROBE, "/p/a/b/name")); /* '*' is one part */
	assert_says_nothing(xf_read(PROBE, "/p/cx"));
	assert_says_nothing(xf_read(PROBE, "p/text"));
	assert_says_nothing(xf_read(PROBE, "%s", ""));
	assert_says_nothing(xf_read(PROBE, "/%s", long_path));
	assert_says_nothing(xf_read(PROBE, "/p/%.505s/name", long_path)); /* cut to something that is allowed */
	assert_says_nothing(xf_count(PROBE, "/p/text"));                  /* reading it is allowed, listing is not */
	assert_null(xf_list(PROBE, "/p")[0]);
	assert_says_nothing(xf_log(PROBE, "*secret*"));
	assert_says_nothing(xf_log(PROBE, "Xen"));
	assert_says_nothing(xf_cpuid(PROBE, XF_NATIVE, 2, 0));
	assert_says_nothing(xf_cpuid(PROBE, XF_NATIVE, 0x80000000, 0));
	assert_int_equal(all->fake.observations, 0);
	assert_non_null(strstr(PROBE->broken, "/etc/shadow"));
}

/* A device's name may be "..": the list allows it as '*', the door does not. */
static void test_dots_do_not_pass_the_door(void **state)
{
	assert_int_equal(xf_outcome(xf_read(PROBE, "/p/%s/name", "..")), XF_FAILED);
	assert_int_equal(((struct fixture *)*state)->fake.observations, 0);
}

static void test_fields_and_lines(void **state)
{
	const struct xf_obs *text = xf_read(PROBE, "/p/text");

	assert_string_equal(xf_text(xf_field(PROBE, text, "key")), "value x");
	assert_string_equal(xf_text(xf_field(PROBE, text, "key2")), "other");
	assert_true(xf_absent(xf_field(PROBE, text, "ke")) && xf_absent(xf_field(PROBE, text, "value x")));
	assert_string_equal(xf_text(xf_line(PROBE, text, "key*")), "key\t : value x");
	assert_string_equal(xf_text(xf_line(PROBE, text, "*second")), "key: second");
	assert_true(xf_absent(xf_line(PROBE, text, "second")));
	const char *const *lines = xf_lines(PROBE, text);

	assert_string_equal(lines[0], " first line ");
	assert_string_equal(lines[3], "key: second");
	assert_null(lines[4]);
}

static void test_words(void **state)
{
	static const struct {
		const char *line;
		size_t count;
	} cases[] = { { "", 0 }, { " \t ", 0 }, { "a", 1 }, { "a b", 2 }, { " a\tbc  d ", 3 }, { "a b c d e", 5 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const *words = xf_words(PROBE, cases[i].line);
		size_t count = 0;

		while (words[count])
			assert_null(strpbrk(words[count++], " \t"));
		assert_int_equal(count, cases[i].count);
	}
}

static void test_keys_are_unique(void **state)
{
	static const char *const cases[][2] = {
		{ "xvda", "xvda" }, { "Eth0", "eth0" }, { "eth0", "eth0_2" }, { "ETH0", "eth0_3" }, { "v1_2", "v1_2" },
		{ "v1", "v1" }, { "V1", "v1_3" }, { "v1-2", "v1_2_2" }, { "v1-3", "v1_3_2" }, { "0a", "x0a" },
		{ "", "x" }, { "a-b", "a_b" }, { "a.b", "a_b_2" }, { "_", "x_" }, { "\xff\n", "x__" },
	};
	char name[200];

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) /* the same again for the same names */
		assert_string_equal(xf_key(PROBE, cases[i / 2][0]), cases[i / 2][1]);
	memset(name, 'n', sizeof(name));
	for (int i = 1; i <= 26; i++) {
		snprintf(name + 100, sizeof(name) - 100, "%d", i); /* long names that differ at their end */
		assert_true(facts_def_is_key(xf_key(PROBE, name)));
		assert_true(i == 1 || atoi(strrchr(xf_key(PROBE, name), '_') + 1) == i);
	}
}

static void test_both_ends_as_the_worse(void **state)
{
	const struct xf_obs *good = xf_read(PROBE, "/p/text"), *gone = xf_read(PROBE, "/p/gone");
	const struct xf_obs *denied = xf_read(PROBE, "/p/denied");

	assert_int_equal(xf_outcome(xf_both(PROBE, good, gone)), XF_ABSENT);
	assert_int_equal(xf_outcome(xf_both(PROBE, gone, good)), XF_ABSENT);
	assert_int_equal(xf_outcome(xf_both(PROBE, denied, xf_both(PROBE, good, gone))), XF_DENIED);
	assert_true(xf_seen(xf_both(PROBE, good, good)));
}

static const char log_text[] =
	"[    0.000000] Linux version 6.1 (root@Xen)\n[    0.000000][    T0] Hypervisor detected: Xen HVM\n"
	"[    0.1] [broken stamp\n<Xen without stamp\nhypervisor found: Xen\n[]Xen\n[    9.9] Xen";

static void test_log(void **state)
{
	((struct fixture *)*state)->fake.log = (struct fake_place){ NULL, XF_SEEN, log_text, 0 };
	const struct xf_obs *line = xf_log(PROBE, "*Xen*");

	assert_string_equal(xf_text(line), "Hypervisor detected: Xen HVM");
	assert_int_equal(xf_value(line), 5);
	line = xf_log(PROBE, "*");
	assert_string_equal(xf_text(line), "Linux version 6.1");
	assert_int_equal(xf_value(line), 7);
	/* The longest run of letters in this pattern stands in brackets and in no line. */
	assert_int_equal(xf_value(xf_log(PROBE, "[Hh]yp[ervisordetcfound ]*: ?*")), 2);
}

static void test_log_without_match(void **state)
{
	((struct fixture *)*state)->fake.log = (struct fake_place){ NULL, XF_SEEN, "nothing here\n\n", 0 };
	assert_true(xf_absent(xf_log(PROBE, "*Xen*")));
	assert_int_equal(xf_value(xf_log(PROBE, "*")), 2);
}

static void test_log_with_nul_bytes(void **state)
{
	((struct fixture *)*state)->fake.log = (struct fake_place){ NULL, XF_SEEN, "a\0\0b\nthe Xen\0 line\n\0", 19 };
	assert_string_equal(xf_text(xf_log(PROBE, "*Xen*")), "the Xen? line");
}

static void test_log_that_cannot_be_read(void **state)
{
	static const enum xf_outcome outcomes[] = { XF_ABSENT, XF_DENIED, XF_MALFORMED, XF_FAILED, XF_NOT_RECORDED };
	struct fixture *all = *state;

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		all->observations.log = NULL;
		all->fake.log.outcome = outcomes[i];
		assert_int_equal(xf_outcome(xf_log(PROBE, "*Xen*")), outcomes[i]);
		assert_says_nothing(xf_log(PROBE, "*Xen*"));
	}
}

static const uint32_t leaves[][6] = {
	{ XF_NATIVE, 1, 0x11, 0x22, 0x33, 0x44 },
	{ XF_NATIVE, 0x40000000, 0x40000005, 0x7263694d, 0x666f736f, 0x76482074 }, /* "Microsoft Hv" */
	{ XF_NATIVE, 0x40000100, 0x40000105, 0x566e6558, 0x65584d4d, 0x4d4d566e }, /* "XenVMMXenVMM" */
	{ 0 },
};

static void test_cpuid(void **state)
{
	((struct fixture *)*state)->fake.leaves = leaves;
	const struct xf_obs *leaf = xf_cpuid(PROBE, XF_NATIVE, 1, 0);

	assert_int_equal(xf_reg(leaf, XF_ECX), 0x33);
	assert_string_equal(xf_text(leaf), "00000011 00000022 00000033 00000044");
	assert_int_equal(xf_reg(leaf, (enum xf_register)7), 0);
	assert_true(xf_absent(xf_cpuid(PROBE, XF_FORCED, 1, 0)));
	assert_true(xf_absent(xf_cpuid(PROBE, XF_NATIVE, 0x40000001, 0)));
}

static void test_cpuid_base(void **state)
{
	struct fixture *all = *state;

	all->fake.leaves = leaves;
	assert_int_equal(xf_value(xf_cpuid_base(PROBE, XF_NATIVE, "XenVMMXenVMM")), 0x40000100);
	assert_int_equal(xf_value(xf_cpuid_base(PROBE, XF_NATIVE, "Microsoft Hv")), 0x40000000);
	assert_true(xf_absent(xf_cpuid_base(PROBE, XF_FORCED, "XenVMMXenVMM")));
	assert_says_nothing(xf_cpuid_base(PROBE, XF_NATIVE, "Xen"));
	unsigned before = all->fake.observations;

	assert_int_equal(xf_value(xf_cpuid_base(PROBE, XF_NATIVE, "XenVMMXenVMM")), 0x40000100);
	assert_int_equal(all->fake.observations, before);
}

/* Absent only when every base was looked at; one that was not recorded leaves the question open. */
static void test_cpuid_base_needs_all_answers(void **state)
{
	struct fixture *all = *state;

	all->fake.no_leaf = XF_SEEN; /* zeros everywhere: looked at in vain */
	assert_true(xf_absent(xf_cpuid_base(PROBE, XF_NATIVE, "XenVMMXenVMM")));
	assert_int_equal(all->fake.observations, 256);
	all->fake.leaves = leaves;
	all->fake.no_leaf = XF_NOT_RECORDED;
	assert_int_equal(xf_outcome(xf_cpuid_base(PROBE, XF_NATIVE, "TCGTCGTCGTCG")), XF_NOT_RECORDED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read), TEST(test_each_outcome_of_each_observation), TEST(test_null_observations),
			TEST(test_numbers),
		TEST(test_lists), TEST(test_each_place_is_read_once), TEST(test_strays_are_refused),
		TEST(test_dots_do_not_pass_the_door), TEST(test_fields_and_lines), TEST(test_words),
		TEST(test_keys_are_unique), TEST(test_both_ends_as_the_worse), TEST(test_log),
		TEST(test_log_without_match), TEST(test_log_with_nul_bytes), TEST(test_log_that_cannot_be_read),
		TEST(test_cpuid), TEST(test_cpuid_base), TEST(test_cpuid_base_needs_all_answers),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
