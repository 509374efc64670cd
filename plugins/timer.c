/* SPDX-License-Identifier: MIT */
/*
 * Timer: which clock tells the time, which timer gives each CPU its ticks, and what Xen does to the TSC.
 *
 * A PV clock (clocksource xen) says nothing about ticks: a guest without the callback vector may read Xen's clock and
 * still tick by the emulated local APIC. The ticks are each CPU's clock event device, in sysfs since Linux 3.10; Xen's
 * is named `xen` (arch/x86/xen/time.c) and has a VIRQ line for each CPU in /proc/interrupts, which older kernels show
 * as well. Arm domains use the architecture's virtual timer.
 */
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/interrupts.h"
#include "plugins/lib/leaves.h"
#include "plugins/lib/places.h"

#define CLOCKEVENTS "/sys/devices/system/clockevents/"
#define CLOCKEVENT(name) CLOCKEVENTS name "/current_device"
#define CURRENT "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define AVAILABLE "/sys/devices/system/clocksource/clocksource0/available_clocksource"
#define LOG_INTERFACE "*using vcpuop timer interface*"
#define LOG_INSTALLING "*installing Xen timer*"
#define LOG_NO_PVCLOCK "*Xen doesn't support pvclock on HVM*"
#define SAFE_PVCLOCK 9 /* XENFEAT_hvm_safe_pvclock */
#define LOG_CLOCKSOURCE "*Switch* to clocksource *"

static const struct xf_fact_def facts[] = {
	{ "timer.clocksource", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Clocksource in use." },
	{ "timer.clocksources", XF_LIST, XF_SUPPORTED, NULL, "1.0", "Clocksources that could be used." },
	{ "timer.log_clocksource", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Clocksource that the kernel chose at boot, according to its log." },
	{ "timer.clockevent", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Timer that gives the CPUs their ticks; mixed if they differ." },
	{ "timer.clockevents", XF_LIST, XF_ACTIVE, NULL, "1.0", "All timers that give a CPU its ticks." },
	{ "timer.cpus", XF_COUNT, XF_ACTIVE, NULL, "1.0", "CPUs that have a timer." },
	{ "timer.xen_cpus", XF_COUNT, XF_ACTIVE, NULL, "1.0", "CPUs whose timer is Xen's." },
	{ "timer.pv_lines", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Interrupt lines of Xen's timers." },
	{ "timer.log_xen", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel log says that Xen's timer was set up." },
	{ "timer.chosen", XF_WORD, XF_ACTIVE, "xen native", "1.0",
	  "Whose timer an HVM kernel takes, as follows from its callback vector and Xen's feature word." },
	{ "timer.tsc_mode", XF_WORD, XF_ACTIVE, "default always_emulate never_emulate pvrdtscp other", "1.0",
	  "TSC mode that the domain's configuration asks for." },
	{ "timer.tsc_emulated", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Xen traps and emulates the TSC." },
	{ "timer.tsc_incarnation", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "How often Xen has set up the TSC; grows when the domain is migrated or restored." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = {
	XF_LEAVES_READS,
	CURRENT,
	AVAILABLE,
	CLOCKEVENTS,
	CLOCKEVENT("clockevent*"),
	XF_INTERRUPTS,
	"log:" LOG_INTERFACE,
	"log:" LOG_INSTALLING,
	"log:" LOG_CLOCKSOURCE,
	"log:" XF_LOG_VECTOR,
	"log:" LOG_NO_PVCLOCK,
	XF_FEATURE_WORD,
	NULL,
};

static void say_clocksource(struct xf_probe *probe)
{
	const struct xf_obs *current = xf_read(probe, CURRENT);
	const struct xf_obs *available = xf_read(probe, AVAILABLE);

	xf_say(probe, current, xf_text(current), "timer.clocksource");
	if (!xf_seen(available) && !xf_absent(available))
		xf_say_unknown(probe, available, "timer.clocksources");
	for (const char *const *word = xf_words(probe, xf_text(available)); *word; word++)
		xf_say_item(probe, available, *word, "timer.clocksources");
}

/* What ticks on all CPUs. */
struct ticks {
	uint64_t cpus, xen_cpus;
	const char *name; /* the one device, "mixed", or NULL */
	const struct xf_obs *because, *doubt;
};

/* A CPU that is possible but not present has an empty device. */
static void add_cpu(struct xf_probe *probe, struct ticks *ticks, const char *cpu)
{
	const struct xf_obs *device = xf_read(probe, CLOCKEVENT("%s"), cpu);
	const char *name = xf_text(device);

	if (!xf_seen(device))
		ticks->doubt = device;
	if (!*name)
		return;
	ticks->because = xf_both(probe, device, ticks->because);
	ticks->cpus++;
	ticks->xen_cpus += !strcmp(name, "xen");
	if (!ticks->name || !strcmp(ticks->name, name))
		ticks->name = name;
	else
		ticks->name = "mixed";
	xf_say_item(probe, device, name, "timer.clockevents");
}

static void say_clockevents(struct xf_probe *probe)
{
	const struct xf_obs *listing = xf_count(probe, CLOCKEVENTS);
	struct ticks ticks = { .because = listing };

	for (const char *const *name = xf_list(probe, CLOCKEVENTS); *name; name++)
		if (!strncmp(*name, "clockevent", 10)) /* `broadcast` belongs to no CPU */
			add_cpu(probe, &ticks, *name);
	if (!ticks.doubt && !ticks.cpus) /* before 3.10, or a folder that says nothing */
		ticks.doubt = listing;
	if (ticks.doubt) {
		if (!ticks.cpus)
			xf_say_unknown(probe, ticks.doubt, "timer.clockevents");
		xf_say_unknown(probe, ticks.doubt, "timer.clockevent");
		xf_say_unknown(probe, ticks.doubt, "timer.cpus");
		xf_say_unknown(probe, ticks.doubt, "timer.xen_cpus");
		return;
	}
	xf_say(probe, ticks.because, ticks.name, "timer.clockevent");
	xf_say_count(probe, ticks.because, ticks.cpus, "timer.cpus");
	xf_say_count(probe, ticks.because, ticks.xen_cpus, "timer.xen_cpus");
}

static void say_lines(struct xf_probe *probe)
{
	const struct xf_obs *file = xf_read(probe, XF_INTERRUPTS);
	struct xf_interrupt row;
	uint64_t timers = 0;

	for (const char *at = xf_text(file); *at;) {
		at = xf_interrupts_next(at, &row);
		timers += xf_interrupts_is_line(&row) && xf_interrupts_is_timer(&row);
	}
	if (timers || xf_interrupts_whole(xf_text(file)))
		xf_say_count(probe, file, timers, "timer.pv_lines");
	else
		xf_say_unknown(probe, file, "timer.pv_lines");
}

/* "clocksource: Switched to clocksource xen"; if there was a second switch, the first line no longer counts. */
static void say_log(struct xf_probe *probe)
{
	const struct xf_obs *interface = xf_log(probe, LOG_INTERFACE);
	const struct xf_obs *timer = xf_seen(interface) ? interface : xf_log(probe, LOG_INSTALLING);
	const struct xf_obs *chosen = xf_log(probe, LOG_CLOCKSOURCE);
	const char *last = "";

	for (const char *const *word = xf_words(probe, xf_text(chosen)); *word; word++)
		last = *word;
	if (!xf_absent(timer))
		xf_say_bool(probe, timer, true, "timer.log_xen");
	if (xf_value(chosen) == 1)
		xf_say(probe, chosen, last, "timer.log_clocksource");
}

/*
 * In an HVM container Linux takes Xen's timer where it has the callback vector and Xen's clock is safe, and no other
 * (arch/x86/xen/time.c, xen_hvm_init_time_ops); it logs when the clock is not.
 */
static void say_chosen(struct xf_probe *probe)
{
	const struct xf_obs *vector = xf_log(probe, XF_LOG_VECTOR), *unsafe = xf_log(probe, LOG_NO_PVCLOCK);
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD);

	if (xf_seen(unsafe))
		xf_say(probe, unsafe, "native", "timer.chosen");
	else if (xf_seen(vector) && xf_seen(word) && xf_value(word) >> SAFE_PVCLOCK & 1)
		xf_say(probe, xf_both(probe, vector, word), "xen", "timer.chosen");
}

/* Leaf base + 3, xen/arch/x86/time.c, tsc_get_info; the modes in xen/include/public/arch-x86/cpuid.h. */
static void say_tsc(struct xf_probe *probe)
{
	static const char *const modes[] = { "default", "always_emulate", "never_emulate", "pvrdtscp" };
	struct xf_leaves xen = xf_leaves_find(probe);

	if (xf_absent(xen.base))
		return; /* without Xen */
	const struct xf_obs *tsc = xen.first ? xf_cpuid(probe, xen.via, xen.first + 3, 0) : xen.base;
	uint32_t mode = xf_reg(tsc, XF_EBX);

	xf_say(probe, tsc, mode < 4 ? modes[mode] : "other", "timer.tsc_mode");
	xf_say_bool(probe, tsc, xf_reg(tsc, XF_EAX) & 1, "timer.tsc_emulated");
	xf_say_count(probe, tsc, xf_reg(tsc, XF_EDX), "timer.tsc_incarnation");
}

static void look(struct xf_probe *probe)
{
	say_clocksource(probe);
	say_clockevents(probe);
	say_lines(probe);
	say_log(probe);
	say_chosen(probe);
	say_tsc(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "timer",
	.purpose = "Reports which clock and which timers the CPUs use, and what Xen does to the TSC.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
