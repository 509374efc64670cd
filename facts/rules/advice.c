/* SPDX-License-Identifier: MIT */
/*
 * Advice as a table: for a cell with a given value, the first row whose conditions hold. Only here do merely configured
 * facts count: they explain why a paravirtual device is not in use.
 */
#include "facts/rules/advice.h"

#include <string.h>

/* One row: cell, value, up to two conditions, what to do. */
struct advice {
	const char *key, *value;
	struct condition when[2];
	const char *text;
};

#define ALWAYS { NULL, XF_END, NULL }
#define NEVER_UNPLUG { "kernel.xen_emul_unplug", XF_IS, "never" }
#define NO_PV { "kernel.xen_nopv|kernel.nopv", XF_IS, "true" }
#define NO_PLATFORM { "boot.platform_device", XF_IS, "false" }
#define NO_VECTOR { "kernel.xen_no_vector_callback", XF_IS, "true" }
#define REMOVE_NO_PV "remove xen_nopv (or nopv) from the kernel command line: it keeps the kernel from using Xen"

static const struct advice table[] = {
	{ "spectrum.disk", "emulated", { NO_PV }, REMOVE_NO_PV },
	{ "spectrum.disk", "emulated", { NEVER_UNPLUG },
	  "remove xen_emul_unplug=never from the kernel command line, so that xen-blkfront takes the disks over" },
	{ "spectrum.disk", "emulated", { NO_PLATFORM },
	  "give the guest its platform device (xen_platform_pci=1 in its xl.cfg): without it nothing is unplugged" },
	{ "spectrum.disk", "emulated", { ALWAYS },
	  "load xen-blkfront early (put it into the initramfs), so that it takes the disks over" },
	{ "spectrum.disk", "mixed", { { "block.emulated", XF_SOME, NULL } },
	  "give every disk a vbd and unplug the emulated ones (see xen_emul_unplug)" },
	{ "spectrum.disk", "none", { { "block.unbound", XF_SOME, NULL } },
	  "load xen-blkfront: there are vbds without a driver" },
	{ "spectrum.network", "emulated", { NO_PV }, REMOVE_NO_PV },
	{ "spectrum.network", "emulated", { NEVER_UNPLUG },
	  "remove xen_emul_unplug=never from the kernel command line, so that xen-netfront takes the interfaces over" },
	{ "spectrum.network", "emulated", { NO_PLATFORM },
	  "give the guest its platform device (xen_platform_pci=1 in its xl.cfg): without it nothing is unplugged" },
	{ "spectrum.network", "emulated", { ALWAYS },
	  "load xen-netfront and unplug the emulated NICs" },
	{ "spectrum.network", "mixed", { { "net.emulated", XF_SOME, NULL } },
	  "remove the emulated NIC (type=ioemu in the guest's vif), or unplug it (see xen_emul_unplug)" },
	{ "spectrum.network", "none", { { "net.unbound", XF_SOME, NULL } },
	  "load xen-netfront: there are vifs without a driver" },
	{ "spectrum.interrupts", "emulated", { NO_PV }, REMOVE_NO_PV },
	{ "spectrum.interrupts", "emulated", { NO_VECTOR },
	  "remove xen_no_vector_callback from the kernel command line" },
	{ "spectrum.interrupts", "emulated", { ALWAYS },
	  "boot a kernel with CONFIG_XEN_PVHVM, so that event channels arrive by callback vector" },
	{ "spectrum.timers", "emulated", { NO_PV }, REMOVE_NO_PV },
	{ "spectrum.timers", "emulated", { NO_VECTOR },
	  "remove xen_no_vector_callback from the kernel command line: Xen's timer needs the vector" },
	{ "spectrum.timers", "emulated", { ALWAYS },
	  "boot a kernel with CONFIG_XEN_PVHVM, so that Xen's timer ticks" },
	{ "spectrum.motherboard", "emulated", { ALWAYS },
	  "boot the guest as PVH (type=\"pvh\" in its xl.cfg) to leave the emulated board behind" },
	{ "spectrum.privileged", "paravirtual", { { "domain", XF_IS, "dom0" } },
	  "nothing, unless you want dom0 in an HVM container: boot Xen with dom0=pvh" },
	{ "spectrum.privileged", "paravirtual", { ALWAYS },
	  "boot the guest as PVH (type=\"pvh\" in its xl.cfg) where the host's CPUs can virtualize page tables" },
};

static bool holds(const struct report *report, const struct advice *advice)
{
	const struct fact *fact;

	for (size_t i = 0; i < 2 && advice->when[i].test != XF_END; i++)
		if (!facts_condition_holds(&report->facts, &advice->when[i], &fact))
			return false;
	return true;
}

const char *rules_advice(const struct report *report, const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i].key, key) && !strcmp(table[i].value, value) && holds(report, &table[i]))
			return table[i].text;
	if (strcmp(value, "unknown"))
		return "";
	return report->denied_count ? "run it as root: permission was denied for evidence that may decide it" : "";
}
