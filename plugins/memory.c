/* SPDX-License-Identifier: MIT */
/*
 * Memory. In an HVM container (HVM, PVH, Arm) Xen translates guest-physical addresses; a PV kernel keeps machine
 * addresses in its own page tables. XENFEAT_auto_translated_physmap, bit 2 of the feature word, says which
 * (xen/common/kernel.c, XENVER_get_features), for any kernel. The balloon driver appears in sysfs in every kind of
 * domain once it runs (drivers/xen/xen-balloon.c).
 */
#include <stdlib.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/places.h"

#define BALLOON "/sys/devices/system/xen_memory/xen_memory0"
#define TARGET BALLOON "/target_kb"
#define CURRENT BALLOON "/info/current_kb"
#define MEMINFO "/proc/meminfo"
#define LOG_BALLOON "*Initialising balloon driver*"

static const struct xf_fact_def facts[] = {
	{ "memory.auto_translated", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen translates this domain's addresses, by hardware page tables or shadow ones; false in PV." },
	{ "memory.balloon", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The balloon driver runs, so Xen's toolstack can change the domain's memory." },
	{ "memory.target_kb", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "Memory that the toolstack wants the domain to have, in KiB." },
	{ "memory.current_kb", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Memory that the balloon driver says the domain has, in KiB." },
	{ "memory.total_kb", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Memory that the kernel manages (MemTotal), in KiB." },
	{ 0 },
};

static const char *const reads[] = {
	XF_FEATURE_WORD,
	BALLOON,
	TARGET,
	CURRENT,
	MEMINFO,
	"log:" LOG_BALLOON,
	NULL,
};

static void say_translated(struct xf_probe *probe)
{
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD);

	/* A word of 0 is not Xen's: every domain has at least one feature. */
	if (xf_value(word))
		xf_say_bool(probe, word, xf_value(word) >> 2 & 1, "memory.auto_translated");
	else
		xf_say_unknown(probe, word, "memory.auto_translated");
}

static void say_balloon(struct xf_probe *probe)
{
	const struct xf_obs *balloon = xf_stat(probe, BALLOON), *line = xf_log(probe, LOG_BALLOON);

	/* What is in a folder that could not be examined is read all the same. */
	if (xf_seen(balloon) || xf_outcome(balloon) == XF_FAILED) {
		xf_say_bool(probe, balloon, true, "memory.balloon");
		xf_say_number(probe, xf_number(probe, TARGET), "memory.target_kb");
		xf_say_number(probe, xf_number(probe, CURRENT), "memory.current_kb");
	} else if (xf_seen(line)) {
		xf_say_bool(probe, line, true, "memory.balloon");
	} else {
		xf_say_bool(probe, balloon, false, "memory.balloon");
	}
}

static void say_total(struct xf_probe *probe)
{
	const struct xf_obs *total = xf_field(probe, xf_read(probe, MEMINFO), "MemTotal");
	unsigned long long kb = strtoull(xf_text(total), NULL, 10);

	if (kb)
		xf_say_count(probe, total, kb, "memory.total_kb");
	else
		xf_say_unknown(probe, total, "memory.total_kb");
}

static void look(struct xf_probe *probe)
{
	say_translated(probe);
	say_balloon(probe);
	say_total(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "memory",
	.purpose = "Reports who translates the domain's addresses, and how much memory the balloon leaves it.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
