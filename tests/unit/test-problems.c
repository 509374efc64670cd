/* SPDX-License-Identifier: MIT */
/* Problems: which a report has, what they are named after, and whether one can be said to be there or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "facts/rules/problem.h"
#include "facts/rules/rules.h"
#include "tests/unit/made-up.h"
#include "tests/unit/report.h"

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
	add_bool(report, "features.dom0", false);
	add_count(report, "block.emulated", 1);
	assert_string_equal(problems_of(report), "disk_emulated");
}

/* Nobody knows whose devices these are. */
static void test_devices_of_an_unknown_domain(void **state)
{
	struct report *report = *state;

	add_interfaces(report, 1);
	assert_string_equal(problems_of(report), "");
}

/* In an HVM container, xen-blkfront leaves CD drives alone; a vif has no such excuse. */
static void test_cd_drives(void **state)
{
	struct report *report = *state;

	add_word(report, "hypervisor.type", "xen");
	add_bool(report, "features.dom0", false);
	add_bool(report, "memory.auto_translated", true);
	add_count(report, "block.frontends", 1);
	add_count(report, "block.unbound", 1);
	add_count(report, "net.frontends", 1);
	add_count(report, "net.unbound", 1);
	assert_string_equal(problems_of(report), "frontend_unbound:vif");
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
	assert_string_equal(problems[0].name, "network_emulated:eth0");
	assert_int_equal(rules_has_problem(report, problems, count, "network_emulated:eth0"), XF_PROBLEM_YES);
	assert_int_equal(rules_has_problem(report, problems, count, "network_emulated:eth99"), XF_PROBLEM_UNKNOWN);
	assert_int_equal(rules_has_problem(report, problems, count, "disk_emulated"), XF_PROBLEM_UNKNOWN);
	assert_int_equal(rules_has_problem(report, problems, count, "plugin_failed"), XF_PROBLEM_NO);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, report_setup, report_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_each_device_is_named), TEST(test_devices_that_are_not_named), TEST(test_many_devices),
		TEST(test_devices_of_an_unknown_domain), TEST(test_cd_drives), TEST(test_dom0_has_none),
		TEST(test_pv_domu), TEST(test_conflict_names_each_verdict), TEST(test_nothing_known),
		TEST(test_the_run), TEST(test_row_advice),
	};

	return cmocka_run_group_tests_name("problems", tests, NULL, NULL);
}
