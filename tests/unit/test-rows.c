/* SPDX-License-Identifier: MIT */
/*
 * The report as a person sees it: headline, rows, colours, advice. The facts are made up here, as few for each
 * machine as its rules need, so that each sentence's source can be seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "facts/formats/rows.h"
#include "facts/rules/rules.h"

/* One fact as text: its type follows from its value, as all that counts here is what comes out. */
struct said {
	const char *key, *value;
};

static const struct xf_fact_def words = { "*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." };
static const struct xf_fact_def bools = { "*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." };
static const struct xf_fact_def counts = { "*", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." };

static int setup(void **state)
{
	struct arena *arena = arena_new();
	struct report *report = arena_alloc(arena, sizeof(*report));

	*report = (struct report){ .arena = arena, .host = "" };
	facts_init(&report->facts, arena);
	*state = report;
	return 0;
}

static int teardown(void **state)
{
	struct report *report = *state;

	arena_free(report->arena);
	return 0;
}

static void add(struct report *report, const struct said *said)
{
	for (; said->key; said++) {
		const struct xf_fact_def *def = said->value[strspn(said->value, "0123456789")] ? &words : &counts;
		struct value value = { .text = said->value, .count = strtoull(said->value, NULL, 10),
			.truth = !strcmp(said->value, "true") };

		if (value.truth || !strcmp(said->value, "false"))
			def = &bools;
		if (*said->value == '?')
			value.unknown = said->value + 1;
		assert_int_equal(facts_add(&report->facts, def, said->key, &value, NULL), 0);
	}
}

#define ADD(...) add(*state, (const struct said[]){ __VA_ARGS__, { NULL, NULL } })

static void make(struct report *report, struct report_row rows[XF_ROWS])
{
	assert_int_equal(facts_report_make(report, &rules_model, NULL), 0);
	format_rows(report, rows);
}

static const struct said pvhvm[] = {
	{ "hypervisor.type", "xen" }, { "version", "4.17.7" }, { "boot.guest_type", "hvm" }, { "dmi.present", "true" },
	{ "dmi.vendor", "Xen" }, { "dmi.product", "HVM domU" }, { "boot.platform_device", "true" },
	{ "irq.callback", "vector" }, { "irq.event_channels", "24" }, { "irq.lines", "31" },
	{ "timer.clocksource", "xen" }, { "timer.clockevent", "xen" }, { "timer.xen_cpus", "2" }, { "timer.cpus", "2" },
	{ "block.count", "2" }, { "block.paravirtual", "2" }, { "block.emulated", "0" }, { "block.physical", "0" },
	{ "block.disks.xvda.name", "xvda" }, { "block.disks.xvda.driver", "xen-blkfront" },
	{ "block.disks.xvda.queues", "2" }, { "block.disks.xvdb.name", "xvdb" },
	{ "block.disks.xvdb.driver", "xen-blkfront" }, { "block.disks.xvdb.queues", "2" },
	{ "net.count", "1" }, { "net.paravirtual", "1" }, { "net.emulated", "0" }, { "net.physical", "0" },
	{ "net.interfaces.eth0.name", "eth0" }, { "net.interfaces.eth0.driver", "xen-netfront" },
	{ "net.interfaces.eth0.rx_queues", "1" }, { NULL, NULL },
};

static void assert_row(const struct report_row *row, const char *title, const char *value, int grade,
                       const char *summary)
{
	assert_string_equal(row->title, title);
	assert_string_equal(row->value, value);
	assert_int_equal(row->grade, grade);
	assert_string_equal(row->summary, summary);
}

static void test_pvhvm_guest(void **state)
{
	struct report_row rows[XF_ROWS];

	add(*state, pvhvm);
	make(*state, rows);
	assert_string_equal(format_headline(*state), "PVHVM guest (domU) on Xen 4.17.7");
	assert_string_equal(rules_mode_label(*state), "PVHVM");
	assert_row(&rows[0], "disk", "paravirtual", 2, "xvda, xvdb on xen-blkfront (2 queues each)");
	assert_row(&rows[1], "network", "paravirtual", 2, "eth0 on xen-netfront (1 queue)");
	assert_row(&rows[2], "interrupts", "paravirtual", 2, "callback vector; 24 of 31 lines are event channels");
	assert_row(&rows[3], "timers", "paravirtual", 2, "clocksource xen; clockevent xen, Xen's on 2 of 2 CPUs");
	assert_row(&rows[4], "motherboard", "emulated", 1, "SMBIOS says Xen HVM domU, xen-platform-pci present");
	assert_row(&rows[5], "privileged", "hardware", 2, "HVM container: page tables virtualized by the CPU or Xen");
	for (size_t i = 0; i < XF_ROWS; i++)
		assert_int_equal(*rows[i].advice != '\0', i == 4);
	assert_non_null(strstr(rows[4].advice, "PVH"));
}

static void test_nothing_known(void **state)
{
	struct report_row rows[XF_ROWS];

	make(*state, rows);
	assert_string_equal(format_headline(*state), "mode unknown: no decisive evidence");
	for (size_t i = 0; i < XF_ROWS; i++) {
		assert_string_equal(rows[i].value, "unknown");
		assert_int_equal(rows[i].grade, -1);
		assert_non_null(strstr(rows[i].summary, "not decided: present is unknown"));
		assert_string_equal(rows[i].advice, ""); /* the one thing to know first is whether Xen is there */
	}
}

static void test_denied_observations_make_advice(void **state)
{
	static const struct observation obs = { "read", "/sys/x", "", "p", XF_DENIED };
	const struct observation *denied[] = { &obs };
	struct report *report = *state;
	struct report_row rows[XF_ROWS];

	report->denied = denied;
	report->denied_count = 1;
	ADD({ "hypervisor.type", "xen" }, { "block.paravirtual", "?denied" });
	make(report, rows);
	assert_non_null(strstr(rows[0].advice, "as root"));
	assert_string_equal(rows[1].advice, ""); /* nobody was denied what would decide it */
}

static void test_no_xen(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "cpu.xen", "false" }, { "cpu.hypervisor", "KVM" });
	make(*state, rows);
	assert_string_equal(format_headline(*state), "Xen not detected; CPUID names KVM");
	assert_row(&rows[0], "disk", "none", -1, "none in use");
}

static void test_no_hypervisor(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "cpu.hypervisor_bit", "false" }, { "hypervisor.type", "?absent" });
	make(*state, rows);
	assert_string_equal(format_headline(*state), "Xen not detected");
}

static void test_dom0(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "hypervisor.type", "xen" }, { "version", "4.19.1" }, { "features.dom0", "true" },
	    { "boot.guest_type", "pv" }, { "block.count", "1" }, { "block.paravirtual", "0" },
	    { "block.emulated", "0" }, { "block.physical", "1" }, { "block.disks.sda.name", "sda" },
	    { "block.disks.sda.driver", "ahci" }, { "block.frontends", "0" }, { "net.count", "0" },
	    { "dmi.present", "true" });
	make(*state, rows);
	assert_string_equal(format_headline(*state), "PV domain (dom0) on Xen 4.19.1");
	assert_row(&rows[0], "disk", "hardware", 2, "sda on ahci");
	assert_row(&rows[1], "network", "none", -1, "none in use");
	/* Nobody said what board it is: then the rule's own sentence stands there. */
	assert_row(&rows[4], "motherboard", "hardware", 2, "dom0 sees the SMBIOS tables of the host's own board");
	assert_row(&rows[5], "privileged", "paravirtual", 1, "hypercalls: PV page tables");
	assert_string_equal(rows[5].advice, ""); /* that is what a dom0 is */
}

/* The names of a few are told, those of many are counted; drivers are told apart. */
static void test_many_disks(void **state)
{
	struct report *report = *state;
	struct report_row rows[XF_ROWS];

	for (int i = 0; i < 6; i++) {
		const char *key = arena_fmt(report->arena, "block.disks.d%d", i);

		add(report, (const struct said[]){
			{ arena_fmt(report->arena, "%s.name", key), arena_fmt(report->arena, "d%d", i) },
			{ arena_fmt(report->arena, "%s.driver", key), i == 5 ? "?absent" : "vbd" }, { NULL, NULL } });
	}
	ADD({ "block.unbound", "2" });
	make(report, rows);
	assert_string_equal(rows[0].summary, "d0, d1, d2, d3 and 1 more on vbd; d5 on an unknown driver; "
	                                     "2 vbds without a driver");
}

static void test_kvm_that_emulates_xen(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "hypervisor.type", "xen" }, { "boot.guest_type", "pvh" }, { "cpu.emulated_by", "kvm" },
	    { "features.dom0", "false" });
	make(*state, rows);
	assert_string_equal(format_headline(*state), "PVH guest (domU) on KVM emulating Xen");
}

static void test_conflict(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "hypervisor.type", "xen" }, { "boot.guest_type", "pv" }, { "memory.auto_translated", "true" },
	    { "features.dom0", "false" });
	make(*state, rows);
	assert_row(&rows[5], "privileged", "conflict", -1, "there is evidence for each of: paravirtual hardware");
	assert_non_null(strstr(format_headline(*state), "mode in conflict (domU) on Xen"));
}

static void test_headline_of_two_words(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "hypervisor.type", "xen" }, { "boot.guest_type", "hvm" }, { "irq.callback", "gsi" },
	    { "block.frontends", "1" }, { "net.frontends", "0" });
	make(*state, rows);
	assert_string_equal(format_headline(*state), "HVM guest with PV drivers (domain unknown) on Xen");
	assert_int_equal(rows[2].grade, 0);
}

/* An emulated cell, and the one sentence that fits what else is known. */
static void test_advice_fits_the_reason(void **state)
{
	static const struct {
		struct said why;
		const char *part;
	} cases[] = {
		{ { "kernel.xen_nopv", "true" }, "xen_nopv" }, { { "kernel.nopv", "true" }, "nopv" },
		{ { "kernel.xen_emul_unplug", "never" }, "remove xen_emul_unplug" },
		{ { "boot.platform_device", "false" }, "xen_platform_pci=1" },
		{ { "kernel.nothing", "false" }, "by disk=" }, { { "block.unbound", "1" }, "initramfs" },
		{ { "cpu.emulated_by", "kvm" }, "-device xen-disk" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct report *report = *state;
		struct report_row rows[XF_ROWS];

		facts_init(&report->facts, report->arena);
		ADD({ "hypervisor.type", "xen" }, { "features.dom0", "false" }, { "block.count", "1" },
		    { "block.paravirtual", "0" }, { "block.emulated", "1" }, { "block.physical", "0" }, cases[i].why);
		make(report, rows);
		assert_string_equal(rows[0].value, "emulated");
		assert_int_equal(rows[0].grade, 0);
		assert_non_null(strstr(rows[0].advice, cases[i].part));
	}
}

/* A summary has no holes where a number is not known. */
static void test_summaries_without_counts(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "hypervisor.type", "xen" }, { "irq.callback", "vector" }, { "timer.clockevent", "xen" });
	make(*state, rows);
	assert_string_equal(rows[2].summary, "callback vector");
	assert_string_equal(rows[3].summary, "clockevent xen");
}

static void test_log_only(void **state)
{
	struct report_row rows[XF_ROWS];

	ADD({ "boot.log", "pv" }, { "irq.log_vector", "true" }, { "timer.log_xen", "true" });
	make(*state, rows);
	assert_row(&rows[2], "interrupts", "paravirtual", 2, "callback vector, according to the kernel log");
	assert_row(&rows[3], "timers", "paravirtual", 2, "Xen's timer, according to the kernel log");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pvhvm_guest), TEST(test_nothing_known), TEST(test_denied_observations_make_advice),
		TEST(test_no_xen),
		TEST(test_no_hypervisor), TEST(test_dom0), TEST(test_many_disks), TEST(test_kvm_that_emulates_xen),
		TEST(test_conflict), TEST(test_headline_of_two_words), TEST(test_advice_fits_the_reason),
		TEST(test_summaries_without_counts),
		TEST(test_log_only),
	};

	return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
