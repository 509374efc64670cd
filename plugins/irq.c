/* SPDX-License-Identifier: MIT */
/*
 * Irq: who delivers interrupts, and how Xen calls back when an event channel fires.
 *
 * The row HYP of /proc/interrupts counts callbacks by vector (arch/x86/kernel/irq.c, arch_show_interrupts), but means
 * nothing alone: Hyper-V has it too, Linux up to 3.14 lacks it, and Linux 3.15 to 4.2 or later always prints it, even
 * in a PV domain. A line "xen-platform-pci" on a native chip is the emulated PCI interrupt by which callbacks arrive if
 * there is no vector (drivers/xen/platform-pci.c); in a nested PV dom0 that line is on Xen's own chip. A domain without
 * APIC, PIC and MSI has only event channels.
 */
#include <stdlib.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/interrupts.h"
#include "plugins/lib/places.h"

#define LOG_FIFO "*Using FIFO-based ABI*"
#define LOG_TWO_LEVEL "*Using 2-level ABI*"

static const struct xf_fact_def facts[] = {
	{ "irq.callback", XF_WORD, XF_ACTIVE, "vector gsi event_channel gic none", "1.0",
	  "How event channels arrive: by vector, by emulated interrupt (gsi), through Arm's controller (gic), or as "
	  "the only kind." },
	{ "irq.hyp", XF_BOOL, XF_ACTIVE, NULL, "1.0", "The kernel counts hypervisor callbacks (row HYP)." },
	{ "irq.lines", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Interrupt lines in use." },
	{ "irq.event_channels", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Lines that are event channels." },
	{ "irq.xen_dyn", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Event channels of devices, lateeoi included." },
	{ "irq.xen_percpu", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Event channels of one CPU: timers and IPIs." },
	{ "irq.xen_pirq", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Physical interrupts over event channels." },
	{ "irq.io_apic", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Lines of the I/O APIC." },
	{ "irq.pci_msi", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Message-signalled lines." },
	{ "irq.xt_pic", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Lines of the legacy PIC." },
	{ "irq.other", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Lines of other chips." },
	{ "irq.chips", XF_LIST, XF_ACTIVE, NULL, "1.0", "Interrupt chips that have a line." },
	{ "irq.log_vector", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel log says that callbacks arrive by vector." },
	{ "irq.interrupts.*", XF_COUNT, XF_MOVING, NULL, "1.0",
	  "Interrupts since boot, by chip of their line; local_timer has none (row LOC)." },
	{ "irq.callbacks", XF_COUNT, XF_MOVING, NULL, "1.0",
	  "Hypervisor callbacks since boot (row HYP); one may deliver several event channels." },
	{ "irq.xenlinux", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Interrupt chips of a xenlinux kernel, Xen's own port of Linux before pv_ops, which runs only as PV." },
	{ "irq.arm", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Event channels arrive through the interrupt controller of an Arm processor." },
	{ "irq.platform_device", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's platform device has an interrupt, which means event channels may arrive behind it." },
	{ "irq.abi", XF_WORD, XF_ACTIVE, "fifo two_level", "1.0", "Event-channel ABI, from the kernel log." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = {
	XF_INTERRUPTS, XF_KERNEL_RELEASE, "log:" XF_LOG_VECTOR, "log:" LOG_FIFO, "log:" LOG_TWO_LEVEL, NULL,
};

/* What is counted; same order as `counters`. */
enum counter {
	LINES, EVENT_CHANNELS, XEN_DYN, XEN_PERCPU, XEN_PIRQ, IO_APIC, PCI_MSI, XT_PIC, OTHER, COUNTERS
};

static const char *const counters[COUNTERS] = {
	"lines", "event_channels", "xen_dyn", "xen_percpu", "xen_pirq", "io_apic", "pci_msi", "xt_pic",
	"other",
};

/* Prefix of a chip's name, longer ones first; our name for the chip, and where it counts. */
static const struct chip {
	const char *begins, *name;
	enum counter counter;
} chips[] = {
	{ "xen-dyn-lateeoi", "xen-dyn-lateeoi", XEN_DYN },
	{ "xen-dyn", "xen-dyn", XEN_DYN },
	{ "xen-percpu", "xen-percpu", XEN_PERCPU },
	{ "xen-pirq", "xen-pirq", XEN_PIRQ },
	{ "Dynamic-irq", "Dynamic-irq", XEN_DYN }, /* xenlinux: one chip for everything but physical interrupts */
	{ "Phys-irq", "Phys-irq", XEN_PIRQ },
	{ "Dynamic-percpu", "Dynamic-percpu", XEN_PERCPU }, /* xenlinux of SUSE: the handler's name follows */
	{ "Dynamic-", "Dynamic", XEN_DYN },
	{ "Phys-", "Phys", XEN_PIRQ },
	{ "IO-APIC", "IO-APIC", IO_APIC },
	{ "IR-IO-APIC", "IO-APIC", IO_APIC }, /* with interrupt remapping */
	{ "PCI-MSI", "PCI-MSI", PCI_MSI },    /* and PCI-MSIX, with or without the function's address */
	{ "IR-PCI-MSI", "PCI-MSI", PCI_MSI },
	{ "XT-PIC", "XT-PIC", XT_PIC },
};

#define CHIPS (sizeof(chips) / sizeof(chips[0]))

/* Totals of the whole file. */
struct tally {
	uint64_t count[COUNTERS];
	uint64_t came[COUNTERS]; /* how often; not used for LINES and EVENT_CHANNELS, which are sums */
	uint64_t callbacks, local_timer;
	bool loc;      /* row LOC */
	uint32_t said; /* a bit for each of `chips` */
	bool hyp;      /* row HYP */
	bool percpu;   /* event channels of one CPU: native chips cannot carry them */
	bool platform; /* "xen-platform-pci" on a native chip */
	bool xenlinux; /* a chip of xenlinux */
	bool arm;      /* Arm's callback interrupt: arch/arm/xen/enlighten.c, xen_guest_init */
	bool whole;    /* all rows are there */
};

static const struct chip *chip_of(const struct xf_interrupt *row)
{
	for (size_t i = 0; i < CHIPS; i++)
		if (xf_interrupts_chip(row, chips[i].begins))
			return &chips[i];
	return NULL;
}

/* A chip that we do not know, without the trigger type that old kernels append. */
static void say_other(struct xf_probe *probe, const struct xf_obs *because, const struct xf_interrupt *row)
{
	static const char *const triggers[] = { "-edge", "-level", "-fasteoi", NULL };
	char name[32] = "";
	size_t length = row->chip_length < sizeof(name) ? row->chip_length : sizeof(name) - 1;

	memcpy(name, row->chip, length);
	for (const char *const *trigger = triggers; *trigger; trigger++) {
		char *tail = strstr(name, *trigger);

		if (tail)
			*tail = '\0';
	}
	xf_say_item(probe, because, name, "irq.chips");
}

static void count_line(struct xf_probe *probe, const struct xf_obs *file, const struct xf_interrupt *row,
                       struct tally *tally)
{
	const struct chip *chip = chip_of(row);
	enum counter counter = chip ? chip->counter : OTHER;

	if (!chip)
		say_other(probe, file, row);
	else if (!(tally->said >> (chip - chips) & 1)) {
		xf_say_item(probe, file, chip->name, "irq.chips");
		tally->said |= 1u << (chip - chips);
	}
	tally->count[LINES]++;
	tally->count[counter]++;
	tally->came[counter] += row->total;
	tally->count[EVENT_CHANNELS] += xf_interrupts_is_xen(row);
	tally->percpu |= counter == XEN_PERCPU || xf_interrupts_is_timer(row);
	tally->platform |= !xf_interrupts_is_xen(row) && xf_interrupts_for(row, "xen-platform-pci");
	tally->xenlinux |= xf_interrupts_is_xenlinux(row);
	tally->arm |= xf_interrupts_chip(row, "GIC") && xf_interrupts_for(row, "events");
}

/*
 * What HYP means if there are only Xen's chips. Linux has been able to run as PVH since 4.11, which prints the row only
 * if a vector is in use; an older kernel is in a PV domain.
 */
static const char *alone_with_hyp(const struct xf_obs *release)
{
	char *end;
	long major = strtol(xf_text(release), &end, 10);
	long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	if (!major)
		return "";
	return major > 4 || (major == 4 && minor >= 11) ? "vector" : "event_channel";
}

/* If there are only Xen's chips, HYP distinguishes a PVH domain without a PIC from a PV domain. */
static void say_alone(struct xf_probe *probe, const struct xf_obs *file, const struct tally *tally)
{
	if (!tally->hyp) {
		xf_say(probe, file, "event_channel", "irq.callback");
		return;
	}
	const struct xf_obs *release = xf_read(probe, XF_KERNEL_RELEASE);

	xf_say(probe, xf_both(probe, release, file), alone_with_hyp(release), "irq.callback");
}

static void say_callback(struct xf_probe *probe, const struct xf_obs *file, const struct tally *tally)
{
	bool xen = tally->count[EVENT_CHANNELS] > 0;
	/* Other chips prove nothing: a PV dom0's GPIO block passes on what an event channel brings. */
	bool native = tally->count[IO_APIC] + tally->count[PCI_MSI] + tally->count[XT_PIC] > 0;

	if (tally->arm)
		xf_say(probe, xf_line(probe, file, "*GIC*events*"), "gic", "irq.callback");
	else if (tally->platform)
		xf_say(probe, xf_line(probe, file, "*xen-platform-pci*"), "gsi", "irq.callback");
	else if (xen && !native && (tally->whole || tally->percpu))
		say_alone(probe, file, tally);
	else if (xen && native && (tally->hyp || tally->percpu))
		xf_say(probe, xf_line(probe, file, tally->hyp ? "*HYP:*" : "*xen-percpu*"), "vector", "irq.callback");
	else /* Xen's lines, or some of them, with no sign of how they arrive: we cannot tell */
		xf_say(probe, file, xen || !tally->whole ? "" : "none", "irq.callback");
}

static void say_nothing(struct xf_probe *probe, const struct xf_obs *file)
{
	xf_say_unknown(probe, file, "irq.callback");
	xf_say_unknown(probe, file, "irq.hyp");
	xf_say_unknown(probe, file, "irq.chips");
	for (size_t i = 0; i < COUNTERS; i++)
		xf_say_unknown(probe, file, "irq.%s", counters[i]);
}

/* Counts rows of totals that matter here. */
static void count_total(const struct xf_interrupt *row, struct tally *tally)
{
	if (row->label_length != 3)
		return;
	if (!strncmp(row->label, "HYP", 3)) {
		tally->hyp = true;
		tally->callbacks = row->total;
	} else if (!strncmp(row->label, "LOC", 3)) {
		tally->loc = true;
		tally->local_timer = row->total;
	}
}

static void say_moving(struct xf_probe *probe, const struct xf_obs *file, const struct tally *tally)
{
	for (size_t i = XEN_DYN; i < COUNTERS; i++)
		xf_say_count(probe, file, tally->came[i], "irq.interrupts.%s", counters[i]);
	if (tally->loc)
		xf_say_count(probe, file, tally->local_timer, "irq.interrupts.local_timer");
	if (tally->hyp)
		xf_say_count(probe, file, tally->callbacks, "irq.callbacks");
}

/* How many there are, or of a part of the file, that there are some. */
static void say_counts(struct xf_probe *probe, const struct xf_obs *file, const struct tally *tally)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		if (tally->whole || tally->count[i])
			xf_say_count(probe, file, tally->count[i], "irq.%s", counters[i]);
		else
			xf_say_unknown(probe, file, "irq.%s", counters[i]);
	}
}

static void say_file(struct xf_probe *probe, const struct xf_obs *file)
{
	struct tally tally = { .whole = xf_interrupts_whole(xf_text(file)) };
	struct xf_interrupt row;

	for (const char *at = xf_text(file); *at;) {
		at = xf_interrupts_next(at, &row);
		if (xf_interrupts_is_line(&row))
			count_line(probe, file, &row, &tally);
		else
			count_total(&row, &tally);
	}
	if (!tally.count[tally.whole ? LINES : EVENT_CHANNELS] && !tally.platform && !tally.arm) {
		/* Only a heading, though every machine has an interrupt, or some rows of any machine. */
		say_nothing(probe, file);
		return;
	}
	say_callback(probe, file, &tally);
	if (tally.arm)
		xf_say_bool(probe, xf_line(probe, file, "*GIC*events*"), true, "irq.arm");
	if (tally.platform)
		xf_say_bool(probe, xf_line(probe, file, "*xen-platform-pci*"), true, "irq.platform_device");
	if (tally.xenlinux)
		xf_say_bool(probe, file, true, "irq.xenlinux");
	if (tally.whole || tally.hyp)
		xf_say_bool(probe, file, tally.hyp, "irq.hyp");
	else
		xf_say_unknown(probe, file, "irq.hyp");
	say_counts(probe, file, &tally);
	say_moving(probe, file, &tally);
}

/* The log may have lost its beginning: only lines that are there count. */
static void say_log(struct xf_probe *probe)
{
	const struct xf_obs *vector = xf_log(probe, XF_LOG_VECTOR);
	const struct xf_obs *fifo = xf_log(probe, LOG_FIFO), *two = xf_log(probe, LOG_TWO_LEVEL);

	if (!xf_absent(vector))
		xf_say_bool(probe, vector, true, "irq.log_vector");
	if (!xf_absent(fifo))
		xf_say(probe, fifo, "fifo", "irq.abi");
	else if (xf_seen(two))
		xf_say(probe, two, "two_level", "irq.abi");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *file = xf_read(probe, XF_INTERRUPTS);

	say_file(probe, file);
	say_log(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "irq",
	.purpose = "Reports who delivers interrupts and how event channels call back.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
