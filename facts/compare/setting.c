/* SPDX-License-Identifier: MIT */
/*
 * Facts in which two guests differ because somebody configured them so, or moved them. All others either follow from
 * these, such as counts of lines, or from what was readable, such as what only the kernel log says.
 */
#include <string.h>

#include "facts/compare/compare.h"

static const struct {
	const char *key, *row, *what;
} settings[] = {
	{ "block.unbound", "disk", "vbds without a driver" },
	{ "boot.firmware", "motherboard", "firmware" },
	{ "boot.guest_type", "privileged", "guest type" },
	{ "boot.platform_device", "motherboard", "Xen's platform device" },
	{ "cloud.instance_type", "", "instance type" },
	{ "cloud.region", "", "region" },
	{ "cloud.system", "", "virtualization of the instance" },
	{ "cpu.emulated_by", "", "Xen emulated by" },
	{ "cpu.pv_spinlocks", "", "PV spinlocks" },
	{ "cpu.vendor", "", "CPU vendor" },
	{ "cpu.viridian", "", "viridian" },
	{ "dmi.bios_date", "motherboard", "firmware's date" },
	{ "dmi.bios_vendor", "motherboard", "firmware's vendor" },
	{ "dmi.bios_version", "motherboard", "firmware's version" },
	{ "dmi.present", "motherboard", "SMBIOS" },
	{ "dmi.product", "motherboard", "SMBIOS product" },
	{ "dmi.product_version", "motherboard", "SMBIOS version" },
	{ "dmi.vendor", "motherboard", "SMBIOS vendor" },
	{ "hypervisor.type", "", "hypervisor" },
	{ "irq.abi", "interrupts", "event-channel ABI" },
	{ "irq.callback", "interrupts", "callback" },
	{ "kernel.clocksource", "timers", "kernel parameter clocksource" },
	{ "kernel.nopv", "", "kernel parameter nopv" },
	{ "kernel.nopvspin", "", "kernel parameter nopvspin" },
	{ "kernel.xen_emul_unplug", "", "kernel parameter xen_emul_unplug" },
	{ "kernel.xen_no_vector_callback", "interrupts", "kernel parameter xen_no_vector_callback" },
	{ "kernel.xen_nopv", "", "kernel parameter xen_nopv" },
	{ "kernel.xen_timer_slop", "timers", "kernel parameter xen_timer_slop" },
	{ "memory.auto_translated", "privileged", "addresses translated by Xen" },
	{ "memory.balloon", "", "balloon driver" },
	{ "memory.target_kb", "", "memory target in KiB" },
	{ "net.unbound", "network", "vifs without a driver" },
	{ "timer.clockevent", "timers", "clockevent" },
	{ "timer.clocksource", "timers", "clocksource" },
	{ "timer.cpus", "", "CPUs" },
	{ "timer.tsc_emulated", "timers", "TSC emulated" },
	/* arch/x86/time.c of Xen, tsc_set_info: counts each start, restore and migration */
	{ "timer.tsc_incarnation", "timers", "starts, restores and migrations counted by Xen" },
	{ "timer.tsc_mode", "timers", "TSC mode" },
};

const char *compare_setting(const char *key, const char **row)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (!strcmp(settings[i].key, key)) {
			*row = settings[i].row;
			return settings[i].what;
		}
	return NULL;
}
