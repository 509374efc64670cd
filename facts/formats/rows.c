/* SPDX-License-Identifier: MIT */
/*
 * The report for people: a headline and six rows. Colours are those of the Xen project's own table of the
 * virtualization spectrum: PV page tables leave room for improvement, and so does an emulated board.
 */
#include "facts/formats/rows.h"

#include <string.h>

#include "core/util/map.h"
#include "facts/rules/problem.h"
#include "facts/rules/rules.h"

static const char *text_of(const struct report *report, const char *key)
{
	const struct fact *fact = facts_find(&report->facts, key);

	return fact && !fact->unknown ? facts_text(report->arena, fact) : "";
}

static uint64_t count_of(const struct report *report, const char *key)
{
	const struct fact *fact = facts_find(&report->facts, key);

	return fact && !fact->unknown ? fact->count : 0;
}

/* "xvda" if the i-th fact is a device's name below `prefix`, else NULL. */
static const char *device_at(const struct report *report, const char *prefix, size_t i)
{
	const struct fact *fact = &report->facts.list[i];
	size_t length = strlen(prefix);
	const char *dot = strncmp(fact->key, prefix, length) ? NULL : strchr(fact->key + length, '.');

	return dot && !strcmp(dot, ".name") && !fact->unknown ? fact->text : NULL;
}

/* A sibling of a device's name: the fact `name` of the device whose name is the i-th fact. */
static const char *member(const struct report *report, size_t i, const char *name)
{
	const char *key = report->facts.list[i].key;

	return text_of(report, arena_fmt(report->arena, "%.*s.%s", (int)(strrchr(key, '.') - key), key, name));
}

#define NAMED 4 /* devices of one driver, and drivers, that a row names */

/* The devices of one driver. */
struct driven {
	const char *driver, *queues; /* queues of the first device, "" if that is not known */
	const char *names;           /* of the first few: "xvda, xvdb" */
	size_t count;
	struct driven *next; /* in the order of their first devices */
};

/* Adds a device to those of its driver, which `drivers` finds; *end is the end of the list of all drivers. */
static void add_device(const struct report *report, struct map *drivers, size_t i, const char *queues,
                       struct driven ***end)
{
	struct arena *arena = report->arena;
	const char *driver = member(report, i, "driver");
	void **known = map_at(drivers, arena, driver);
	struct driven *driven = !known ? NULL : *known ? *known : arena_alloc(arena, sizeof(*driven));

	if (!driven)
		return; /* the arena remembers */
	if (!driven->count++) {
		*driven = (struct driven){ driver, member(report, i, queues), report->facts.list[i].text, 1, NULL };
		*known = **end = driven;
		*end = &driven->next;
	} else if (driven->count <= NAMED) {
		driven->names = arena_fmt(arena, "%s, %s", driven->names, report->facts.list[i].text);
	}
}

/* "xvda, xvdb and 3 more on xen-blkfront (1 queue each)" */
static const char *say_driven(struct arena *arena, const struct driven *driven)
{
	const char *driver = *driven->driver ? driven->driver : "an unknown driver", *number = driven->queues;
	const char *more = driven->count > NAMED ? arena_fmt(arena, " and %zu more", driven->count - NAMED) : "";

	if (!*number)
		return arena_fmt(arena, "%s%s on %s", driven->names, more, driver);
	return arena_fmt(arena, "%s%s on %s (%s queue%s%s)", driven->names, more, driver, number,
	                 strcmp(number, "1") ? "s" : "", driven->count > 1 ? " each" : "");
}

/* The devices below `prefix` by driver; of very many drivers the first few. */
static const char *devices(const struct report *report, const char *prefix, const char *queues)
{
	struct driven *first = NULL, **end = &first;
	struct map drivers = { NULL };
	const char *line = "";
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < report->facts.count; i++)
		if (device_at(report, prefix, i))
			add_device(report, &drivers, i, queues, &end);
	for (const struct driven *driven = first; driven; driven = driven->next) {
		const char *more = shown++ < NAMED ? say_driven(report->arena, driven) : NULL;

		if (more)
			line = arena_fmt(report->arena, "%s%s%s", line, *line ? "; " : "", more);
		else
			left += driven->count;
	}
	return left ? arena_fmt(report->arena, "%s; %zu on other drivers", line, left) : line;
}

static const char *device_summary(const struct report *report, const char *prefix, const char *queues,
                                  const char *unbound, const char *what)
{
	const char *line = devices(report, prefix, queues);
	uint64_t lost = count_of(report, unbound);

	if (lost)
		line = arena_fmt(report->arena, "%s%s%llu %s%s without a driver", line, *line ? "; " : "",
		                 (unsigned long long)lost, what, lost > 1 ? "s" : "");
	return line;
}

static const char *disk_summary(const struct report *report)
{
	return device_summary(report, "block.disks.", "queues", "block.unbound", "vbd");
}

static const char *network_summary(const struct report *report)
{
	return device_summary(report, "net.interfaces.", "rx_queues", "net.unbound", "vif");
}

/* "24 of 31"; "" if either is unknown. */
static const char *ratio(const struct report *report, const char *part, const char *whole)
{
	const char *some = text_of(report, part), *all = text_of(report, whole);

	return *some && *all ? arena_fmt(report->arena, "%s of %s", some, all) : "";
}

static const char *interrupts_summary(const struct report *report)
{
	static const char *const words[][2] = {
		{ "vector", "callback vector" }, { "gsi", "callback by the platform device's PCI interrupt" },
		{ "event_channel", "event channels only" }, { "none", "no event channels" },
	};
	const char *callback = text_of(report, "irq.callback");
	const char *lines = ratio(report, "irq.event_channels", "irq.lines");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(callback, words[i][0]))
			return *lines ? arena_fmt(report->arena, "%s; %s lines are event channels", words[i][1],
			                          lines) :
				words[i][1];
	return strcmp(text_of(report, "irq.log_vector"), "true") ? "" : "callback vector, according to the kernel log";
}

static const char *timers_summary(const struct report *report)
{
	const char *source = text_of(report, "timer.clocksource"), *event = text_of(report, "timer.clockevent");
	const char *line = *source ? arena_fmt(report->arena, "clocksource %s", source) : "";

	const char *cpus = ratio(report, "timer.xen_cpus", "timer.cpus");

	if (*event)
		line = arena_fmt(report->arena, "%s%sclockevent %s", line, *line ? "; " : "", event);
	if (*event && *cpus)
		line = arena_fmt(report->arena, "%s, Xen's on %s CPUs", line, cpus);
	if (!*line && !strcmp(text_of(report, "timer.log_xen"), "true"))
		return "Xen's timer, according to the kernel log";
	return line;
}

static const char *motherboard_summary(const struct report *report)
{
	const char *vendor = text_of(report, "dmi.vendor"), *product = text_of(report, "dmi.product");
	bool platform = !strcmp(text_of(report, "boot.platform_device"), "true");

	if (!strcmp(text_of(report, "dmi.present"), "false"))
		return "no SMBIOS tables";
	if (!*product && !*vendor)
		return platform ? "xen-platform-pci present" : "";
	return arena_fmt(report->arena, "SMBIOS says %s%s%s%s", vendor, *vendor && *product ? " " : "", product,
	                 platform ? ", xen-platform-pci present" : "");
}

static const char *privileged_summary(const struct report *report)
{
	const struct verdict *verdict = facts_verdict(&report->verdicts, "spectrum.privileged");

	if (verdict && !strcmp(verdict->value, "hardware"))
		return "HVM container: page tables virtualized by the CPU or Xen";
	return verdict && !strcmp(verdict->value, "paravirtual") ? "hypercalls: PV page tables" : "";
}

const char *const format_row_titles[XF_ROWS] = {
	"disk", "network", "interrupts", "timers", "motherboard", "privileged",
};

/* The rows in the same order; `poor` is the grade of an emulated cell. */
static const struct {
	const char *key;
	const char *(*summary)(const struct report *report);
	int paravirtual, emulated;
} kinds[XF_ROWS] = {
	{ "spectrum.disk", disk_summary, 2, 0 },
	{ "spectrum.network", network_summary, 2, 0 },
	{ "spectrum.interrupts", interrupts_summary, 2, 0 },
	{ "spectrum.timers", timers_summary, 2, 0 },
	{ "spectrum.motherboard", motherboard_summary, 2, 1 },
	{ "spectrum.privileged", privileged_summary, 1, 1 },
};

int format_grade(size_t i, const char *value)
{
	if (!strcmp(value, "paravirtual"))
		return kinds[i].paravirtual;
	if (!strcmp(value, "emulated"))
		return kinds[i].emulated;
	if (!strcmp(value, "hardware") || !strcmp(value, "passthrough"))
		return 2;
	return strcmp(value, "mixed") ? -1 : 1;
}

/* If no fact says more than the value, the rule behind it does. */
static const char *reason_of(const struct verdict *verdict)
{
	if (!strcmp(verdict->value, "none"))
		return "none in use";
	for (size_t i = 0; !*verdict->reason && i < verdict->set->count; i++)
		if (verdict->stands[i])
			return verdict->set->rules[i].because;
	return verdict->reason;
}

void format_rows(const struct report *report, struct report_row rows[XF_ROWS])
{
	const struct problem *problems;
	size_t count = rules_problems(report, &problems);

	for (size_t i = 0; i < XF_ROWS; i++) {
		const struct verdict *verdict = facts_verdict(&report->verdicts, kinds[i].key);
		const char *summary = kinds[i].summary(report);

		rows[i] = (struct report_row){ format_row_titles[i], kinds[i].key, verdict->value,
			format_grade(i, verdict->value),
			*summary ? summary : reason_of(verdict),
			rules_row_advice(problems, count, format_row_titles[i]) };
	}
}

/* ", XCP-ng" if the platform has a name of its own. */
static const char *platform_name(const struct report *report)
{
	static const char *const names[][2] = {
		{ "ec2", ", Amazon EC2" }, { "oracle", ", Oracle VM" }, { "qubes", ", Qubes OS" },
		{ "xcp_ng", ", XCP-ng" }, { "xenserver", ", XenServer" },
	};
	const char *platform = text_of(report, "platform");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(platform, names[i][0]))
			return names[i][1];
	return "";
}

/* What the guest runs on, and its kernel: "Xen 4.17.7, XCP-ng, Linux 6.1.0". */
static const char *below_what(const struct report *report)
{
	const char *version = text_of(report, "version"), *release = text_of(report, "kernel.release");
	const char *kvm = strcmp(text_of(report, "cpu.emulated_by"), "kvm") ? "" : "KVM emulating ";

	return arena_fmt(report->arena, "%sXen%s%s%s%s%s", kvm, *version ? " " : "", version, platform_name(report),
	                 *release ? ", Linux " : "", release);
}

/* "unknown" alone would not say what is unknown. */
static const char *domain_words(const char *domain)
{
	if (!strcmp(domain, "unknown"))
		return "domain unknown";
	return strcmp(domain, "conflict") ? domain : "domain in conflict";
}

const char *format_headline(const struct report *report)
{
	const char *mode = facts_verdict(&report->verdicts, "mode")->value;
	const char *domain = facts_verdict(&report->verdicts, "domain")->value;
	const char *hypervisor = text_of(report, "cpu.hypervisor");

	if (!strcmp(mode, "none"))
		return *hypervisor ? arena_fmt(report->arena, "Xen not detected; CPUID names %s", hypervisor) :
			"Xen not detected";
	if (!strcmp(mode, "unknown"))
		return "mode unknown: no decisive evidence";
	if (!strcmp(mode, "conflict"))
		return arena_fmt(report->arena, "mode in conflict (%s) on %s", domain_words(domain),
		                 below_what(report));
	const char *label = rules_mode_label(report), *with = strstr(label, " with ");
	int head = with ? (int)(with - label) : (int)strlen(label);

	/* "HVM guest with PV drivers", not "HVM with PV drivers guest" */
	return arena_fmt(report->arena, "%.*s %s%s (%s) on %s", head, label, strcmp(domain, "dom0") ? "guest" :
	                 "domain",
	                 with ? with : "", domain_words(domain), below_what(report));
}
