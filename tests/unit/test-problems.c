/* SPDX-License-Identifier: MIT */
/*
 * Problems, and the table of advice as a whole: every word in it exists, every pair of problem and platform is in it,
 * every row can be reached, and no text names a tool that the platform does not have.
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
#include "tests/unit/report.h"

static const struct xf_fact_def words = { "*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." };
static const struct xf_fact_def bools = { "*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." };
static const struct xf_fact_def counts = { "*", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." };

static void add_word(struct report *report, const char *key, const char *word)
{
	assert_int_equal(facts_add(&report->facts, &words, key, &(struct value){ .text = word }, NULL), 0);
}

static void add_count(struct report *report, const char *key, uint64_t count)
{
	assert_int_equal(facts_add(&report->facts, &counts, key, &(struct value){ .count = count }, NULL), 0);
}

static void add_bool(struct report *report, const char *key, bool truth)
{
	assert_int_equal(facts_add(&report->facts, &bools, key, &(struct value){ .truth = truth }, NULL), 0);
}

/* A domU with so many emulated interfaces, named by their key. */
static void add_interfaces(struct report *report, unsigned emulated)
{
	add_word(report, "hypervisor.type", "xen");
	add_count(report, "net.emulated", emulated);
	for (unsigned i = 0; i < emulated; i++) {
		add_word(report, arena_fmt(report->arena, "net.interfaces.eth%u.kind", i), "emulated");
		add_word(report, arena_fmt(report->arena, "net.interfaces.eth%u.name", i),
		         arena_fmt(report->arena, "eth%u", i));
	}
}

/* Makes the report, and writes the names of its problems into one line. */
static const char *problems_of(struct report *report)
{
	const struct problem *problems;
	const char *line = "";

	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	size_t count = rules_problems(report, &problems);

	for (size_t i = 0; i < count; i++)
		if (strcmp(problems[i].kind->word, "undecided"))
			line = arena_fmt(report->arena, "%s%s%s", line, *line ? " " : "", problems[i].name);
	return line;
}

static void test_each_device_is_named(void **state)
{
	struct report *report = *state;

	add_bool(report, "features.dom0", false);
	add_interfaces(report, 2);
	add_word(report, "net.interfaces.eth9.kind", "paravirtual");
	add_word(report, "net.interfaces.eth9.name", "eth9");
	add_count(report, "block.unbound", 1);
	add_count(report, "net.unbound", 3);
	assert_string_equal(problems_of(report), "network_emulated:eth0 network_emulated:eth1 "
	                                         "frontend_unbound:vbd frontend_unbound:vif");
	assert_string_equal(facts_text(report->arena, facts_find(&report->facts, "problems")),
	                    "frontend_unbound:vbd, frontend_unbound:vif, network_emulated:eth0, network_emulated:eth1, "
	                    "undecided:disk, undecided:interrupts, undecided:mode, undecided:motherboard, "
	                    "undecided:network, undecided:privileged, undecided:timers");
	assert_int_equal(facts_find(&report->facts, "problem_count")->count, 11);
}

/* A device without a name still counts; many are cut; those of dom0 belong to the host. */
static void test_devices_that_are_not_named(void **state)
{
	struct report *report = *state;

	add_word(report, "hypervisor.type", "xen");
	add_count(report, "block.emulated", 1);
	assert_string_equal(problems_of(report), "disk_emulated");
}

static void test_many_devices(void **state)
{
	struct report *report = *state;
	const struct problem *problems;

	add_bool(report, "features.dom0", false);
	add_interfaces(report, 200);
	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	size_t count = rules_problems(report, &problems), named = 0;

	for (size_t i = 0; i < count; i++)
		named += !strcmp(problems[i].kind->word, "network_emulated");
	assert_int_equal(named, XF_SUBJECTS_CAP);
}

static void test_dom0_has_none(void **state)
{
	struct report *report = *state;

	add_bool(report, "features.dom0", true);
	add_word(report, "boot.guest_type", "pv");
	add_interfaces(report, 1);
	assert_string_equal(problems_of(report), "");
}

static void test_pv_domu(void **state)
{
	struct report *report = *state;

	add_word(report, "hypervisor.type", "xen");
	add_word(report, "boot.guest_type", "pv");
	add_bool(report, "features.dom0", false);
	assert_string_equal(problems_of(report), "pv_only");
}

static void test_conflict_names_each_verdict(void **state)
{
	struct report *report = *state;

	add_word(report, "hypervisor.type", "xen");
	add_word(report, "boot.guest_type", "pv");
	add_bool(report, "memory.auto_translated", true);
	add_bool(report, "features.dom0", false);
	assert_string_equal(problems_of(report),
	                    "conflict:privileged conflict:interrupts conflict:timers conflict:mode");
}

/* If nobody knows whether Xen is there, that is one problem, not nine. */
static void test_nothing_known(void **state)
{
	struct report *report = *state;
	const struct problem *problems;

	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	assert_int_equal(rules_problems(report, &problems), 1);
	assert_string_equal(problems[0].name, "undecided:present");
}

static void test_the_run(void **state)
{
	static const struct observation obs = { "read", "/sys/x", "", "p", XF_DENIED };
	static const struct plugin_status plugins[] = {
		{ "block", "ok", "" }, { "net", "crashed", "A" }, { "no name", "refused", "A" },
		{ "no name either", "refused", "A" },
	};
	const struct observation *denied[] = { &obs };
	struct report *report = *state;

	add_bool(report, "cpu.xen", false);
	report->denied = denied;
	report->denied_count = 1;
	report->plugins = plugins;
	report->plugin_count = sizeof(plugins) / sizeof(plugins[0]);
	assert_string_equal(problems_of(report), "plugin_failed:net plugin_failed:unnamed not_root");
}

static void test_row_advice(void **state)
{
	static const struct problem_kind kind = { "k", XF_INFO, "", "A.", NULL };
	static const struct problem problems[] = {
		{ &kind, "", "disk", "k", "" }, { &kind, "", "disk", "k", "do it" },
		{ &kind, "", "disk", "k", "not it" },
	};

	(void)state;
	assert_string_equal(rules_row_advice(problems, 3, "disk"), "do it");
	assert_string_equal(rules_row_advice(problems, 3, "network"), "");
}

/* ---- the table of advice ---- */

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
		fail_msg("the table of advice names %s, which is no problem", word);
}

static void check_platform(const char *word, const void *context)
{
	(void)context;
	if (strcmp(word, "any") && !parse_in(word, XF_ADVICE_PLATFORMS))
		fail_msg("the table of advice names %s, which is no platform", word);
}

/* Tools, and the platforms that have them. */
static void check_tools(const char *platform, const void *context)
{
	static const struct {
		const char *name, *platforms;
	} tools[] = {
		{ "xl.cfg", "other" }, { "xl ", "other" }, { "xe ", "other xcp_ng xenserver" },
		{ "XAPI", "other xcp_ng xenserver" }, { "qvm-", "qubes" }, { "qube ", "qubes" }, { "QEMU", "kvm" },
		{ "instance type", "ec2" }, { "AMI", "ec2" }, { "Oracle", "oracle" },
		{ "on the host", "other oracle qubes xcp_ng xenserver" }, { "as PVH", "other qubes" },
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

/* A problem, and the rows of the table that a search for it comes by. */
struct visit {
	const char *problem;
	bool *reached;
};

/* Up to and with the first row that applies whatever the cause; fails if there is none. */
static void visit_platform(const char *platform, const void *context)
{
	const struct visit *visit = context;
	size_t count;
	const struct advice *table = rules_advice_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (!is_for(&table[i], visit->problem, platform))
			continue;
		visit->reached[i] = true;
		if (!strcmp(table[i].cause, "any"))
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
		"board_emulated",
	};
	bool reached[128] = { false };
	size_t count, kinds;
	const struct advice *table = rules_advice_table(&count);

	(void)state;
	assert_true(count < 128);
	rules_problem_kinds(&kinds);
	assert_int_equal(sizeof(problems) / sizeof(problems[0]), kinds); /* not_root has no other row, unbound two */
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
	assert_non_null(strstr(advice_on(*state, "none", "pv_only"), "xl.cfg"));
	assert_non_null(strstr(advice_on(*state, "xcp_ng", "pv_only"), "xe vm-param-set"));
	assert_non_null(strstr(advice_on(*state, "ec2", "pv_only"), "HVM AMI"));
	assert_non_null(strstr(advice_on(*state, "qubes", "pv_only"), "qvm-prefs"));
	assert_string_equal(advice_on(*state, "kvm", "pv_only"), "");
	assert_string_equal(advice_on(*state, "ec2", "board_emulated"), "");
	assert_string_equal(advice_on(*state, "ec2", "no_problem"), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, report_setup, report_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_each_device_is_named), TEST(test_devices_that_are_not_named), TEST(test_many_devices),
		TEST(test_dom0_has_none), TEST(test_pv_domu), TEST(test_conflict_names_each_verdict),
		TEST(test_nothing_known), TEST(test_the_run), TEST(test_row_advice), TEST(test_words_of_the_table),
		TEST(test_every_pair_has_advice), TEST(test_platform_decides),
	};

	return cmocka_run_group_tests_name("problems", tests, NULL, NULL);
}
