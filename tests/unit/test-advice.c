/* SPDX-License-Identifier: MIT */
/*
 * The table of advice as a whole: every word in it exists, every pair of problem and platform is in it, every row can
 * be reached, and no text names a tool that the platform does not have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/util/parse.h"
#include "facts/rules/advice.h"
#include "facts/rules/problem.h"
#include "facts/rules/rules.h"
#include "tests/unit/made-up.h"
#include "tests/unit/report.h"

/* Calls `check` for every word of a list. */
static void each_word(const char *list, void (*check)(const char *word, const void *context), const void *context)
{
	char word[64];

	for (size_t length; *list; list += length + (list[length] == ' ')) {
		length = strcspn(list, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, list);
		check(word, context);
	}
}

static void check_problem(const char *word, const void *context)
{
	size_t count, length = strcspn(word, ":"), known = 0;
	const struct problem_kind *kinds = rules_problem_kinds(&count);

	(void)context;
	for (size_t i = 0; i < count; i++)
		known += strlen(kinds[i].word) == length && !memcmp(kinds[i].word, word, length);
	if (known != 1)
		fail_msg("the table of advice names %s, which is not a problem", word);
}

static void check_platform(const char *word, const void *context)
{
	(void)context;
	if (strcmp(word, "any") && !parse_in(word, XF_ADVICE_PLATFORMS))
		fail_msg("the table of advice names %s, which is not a platform", word);
}

/* Tools, and the platforms that have them. */
static void check_tools(const char *platform, const void *context)
{
	static const struct {
		const char *name, *platforms;
	} tools[] = {
		{ "xl:", "other" }, { "xl ", "other" }, { "xe ", "xapi xcp_ng xenserver" },
		{ "XAPI", "xapi xcp_ng xenserver" }, { "qvm-", "qubes" }, { "qube ", "qubes" }, { "QEMU", "kvm" },
		{ "instance type", "ec2" }, { "AMI", "ec2" }, { "Oracle", "oracle" },
		{ "on the host", "other oracle qubes xapi xcp_ng xenserver" }, { "as PVH", "other qubes" },
	};
	const struct advice *advice = context;

	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strstr(advice->text, tools[i].name) && !parse_in(platform, tools[i].platforms))
			fail_msg("on %s there is no %s: %s", platform, tools[i].name, advice->text);
}

static void test_words_of_the_table(void **state)
{
	size_t count;
	const struct advice *table = rules_advice_table(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		each_word(table[i].problems, check_problem, NULL);
		each_word(table[i].platforms, check_platform, NULL);
		each_word(!strcmp(table[i].platforms, "any") ? XF_ADVICE_PLATFORMS : table[i].platforms, check_tools,
		          &table[i]);
		assert_int_equal(!strcmp(table[i].cause, "any"), table[i].when.test == XF_END);
	}
}

static bool is_for(const struct advice *advice, const char *problem, const char *platform)
{
	return parse_in(problem, advice->problems) &&
	       (!strcmp(advice->platforms, "any") || parse_in(platform, advice->platforms));
}

/* A problem, and the rows of the table that can be its advice somewhere. */
struct visit {
	const char *problem;
	bool *reached;
};

/* Has an earlier row the same cause, for the same problem and platform, whatever Xen and the kernel are? */
static bool is_hidden(const struct advice *table, size_t at, const char *problem, const char *platform)
{
	for (size_t i = 0; i < at; i++)
		if (is_for(&table[i], problem, platform) && !strcmp(table[i].cause, table[at].cause) &&
		    !table[i].possible)
			return true;
	return false;
}

/* Up to and with the first row that applies whatever the cause; fails if there is none. */
static void visit_platform(const char *platform, const void *context)
{
	const struct visit *visit = context;
	size_t count;
	const struct advice *table = rules_advice_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (!is_for(&table[i], visit->problem, platform))
			continue;
		visit->reached[i] = visit->reached[i] || !is_hidden(table, i, visit->problem, platform);
		if (!strcmp(table[i].cause, "any") && !table[i].possible)
			return;
	}
	fail_msg("there is no advice for %s on %s", visit->problem, platform);
}

/* Every pair has a row that always applies, and every row is the first for some pair and cause. */
static void test_every_pair_has_advice(void **state)
{
	static const char *const problems[] = {
		"disk_emulated", "network_emulated", "frontend_unbound:vbd", "frontend_unbound:vif",
		"interrupts_emulated", "timers_emulated", "conflict", "plugin_failed", "pv_only", "undecided",
		"board_emulated", "not_root", "undecided:denied",
	};
	bool reached[128] = { false };
	size_t count, kinds;
	const struct advice *table = rules_advice_table(&count);

	(void)state;
	assert_true(count < 128);
	rules_problem_kinds(&kinds);
	/* Two kinds have two subjects with rows of their own. */
	assert_int_equal(sizeof(problems) / sizeof(problems[0]), kinds + 2);
	for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++)
		each_word(XF_ADVICE_PLATFORMS, visit_platform, &(struct visit){ problems[i], reached });
	for (size_t i = 0; i < count; i++)
		if (!reached[i])
			fail_msg("row %zu of the table can never be reached: %s", i, table[i].text);
}

static const char *advice_on(struct report *report, const char *platform, const char *problem)
{
	facts_init(&report->facts, report->arena);
	if (!strcmp(platform, "kvm"))
		add_word(report, "cpu.emulated_by", platform);
	else
		add_word(report, "platform", platform);
	return rules_advice(report, problem, "");
}

static void test_platform_decides(void **state)
{
	assert_non_null(strstr(advice_on(*state, "none", "pv_only"), "with xl: type=\"pvh\""));
	assert_non_null(strstr(advice_on(*state, "xcp_ng", "pv_only"), "xe vm-param-set"));
	assert_non_null(strstr(advice_on(*state, "ec2", "pv_only"), "HVM AMI"));
	assert_non_null(strstr(advice_on(*state, "qubes", "pv_only"), "qvm-prefs"));
	assert_string_equal(advice_on(*state, "kvm", "pv_only"), "");
	assert_string_equal(advice_on(*state, "ec2", "board_emulated"), "");
	assert_string_equal(advice_on(*state, "ec2", "no_problem"), "");
}

/* What this kernel or this Xen cannot do is not advised; the release of XAPI's Xen is not xl's. */
static void test_versions_decide(void **state)
{
	static const struct {
		const char *release, *extra, *part;
		unsigned minor;
	} cases[] = {
		{ "6.1.0", ".7", "pvh", 17 }, { "3.10.0-1160.el7", ".7", "boot loader", 17 },
		{ "6.1.0", ".6", "boot loader", 6 }, { "4.11.0", ".0", "pvh", 10 }, { "6.1.0", ".5-9.40", "xe ", 13 },
		{ "6.1.0", ".6-6.9", "xe ", 7 }, { "6.1.0", ".6-12.el7", "boot loader", 6 },
		{ "6.1.0", "-9.40", "pvh", 13 },
	};
	struct report *report = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		facts_init(&report->facts, report->arena);
		add_word(report, "kernel.release", cases[i].release);
		add_word(report, "extra", cases[i].extra);
		add_count(report, "major", 4);
		add_count(report, "minor", cases[i].minor);
		const char *advice = rules_advice(report, "pv_only", "");

		if (!strstr(advice, cases[i].part))
			fail_msg("%s %s %u: %s", cases[i].release, cases[i].extra, cases[i].minor, advice);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, report_setup, report_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_words_of_the_table), TEST(test_every_pair_has_advice), TEST(test_platform_decides),
		TEST(test_versions_decide),
	};

	return cmocka_run_group_tests_name("advice", tests, NULL, NULL);
}
