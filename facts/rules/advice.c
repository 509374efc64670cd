/* SPDX-License-Identifier: MIT */
/*
 * Advice as a table: for a problem, the first row whose cause and platform apply. Only here do merely configured facts
 * count: they explain why a paravirtual device is not in use. What the administrator of a guest cannot do is not said:
 * nobody gives an EC2 instance another board.
 */
#include "facts/rules/advice.h"

#include <string.h>

#include "core/util/parse.h"

#define ANY_CAUSE "any", { NULL, XF_END, NULL }
#define NO_PV "nopv", { "kernel.xen_nopv|kernel.nopv", XF_IS, "true" }
#define NEVER_UNPLUG "unplug_never", { "kernel.xen_emul_unplug", XF_IS, "never" }
#define NO_PLATFORM "no_platform_device", { "boot.platform_device", XF_IS, "false" }
#define NO_VECTOR "no_vector_callback", { "kernel.xen_no_vector_callback", XF_IS, "true" }
#define NO_PVCLOCK "no_pvclock", { "timer.chosen", XF_IS, "native" }
#define VBD_UNBOUND "vbd_unbound", { "block.unbound", XF_SOME, NULL }
#define VIF_UNBOUND "vif_unbound", { "net.unbound", XF_SOME, NULL }
#define HAS_VIF "has_vif", { "net.paravirtual", XF_SOME, NULL }
#define PASSTHROUGH "passthrough", { "block.physical|net.physical", XF_SOME, NULL }
#define DENIED "denied", { "denied_count", XF_SOME, NULL }
#define ANYWHERE "any"
#define XAPI "xcp_ng xenserver"

static const struct advice table[] = {
	/* The kernel's command line: the same wherever the guest runs. */
	{ "disk_emulated network_emulated interrupts_emulated timers_emulated frontend_unbound:vbd "
	  "frontend_unbound:vif", NO_PV, ANYWHERE,
		"remove xen_nopv (or nopv) from the kernel command line: it keeps the kernel from using Xen" },
	{ "disk_emulated", NEVER_UNPLUG, ANYWHERE,
	  "remove xen_emul_unplug=never from the kernel command line, so that xen-blkfront takes the disks over" },
	{ "network_emulated", NEVER_UNPLUG, ANYWHERE,
	  "remove xen_emul_unplug=never from the kernel command line, so that xen-netfront takes the interfaces over" },
	{ "interrupts_emulated", NO_VECTOR, ANYWHERE,
	  "remove xen_no_vector_callback from the kernel command line" },
	{ "timers_emulated", NO_VECTOR, ANYWHERE,
	  "remove xen_no_vector_callback from the kernel command line: Xen's timer needs the vector" },

	/* Without the platform device the kernel unplugs nothing (arch/x86/xen/platform-pci-unplug.c). */
	{ "disk_emulated network_emulated", NO_PLATFORM, "other",
	  "give the guest its platform device (xl.cfg: xen_platform_pci=1): without it nothing is unplugged" },
	{ "disk_emulated network_emulated", NO_PLATFORM, "kvm",
	  "give the guest its platform device (QEMU: -device xen-platform): without it nothing is unplugged" },

	{ "disk_emulated", VBD_UNBOUND, ANYWHERE,
	  "load xen-blkfront early (put it into the initramfs), so that it takes the disks over" },
	{ "disk_emulated", ANY_CAUSE, "other",
	  "give every disk a vbd (xl.cfg: vdev=xvda), and load xen-blkfront early, so that it takes the disks over" },
	{ "disk_emulated", ANY_CAUSE, "kvm",
	  "give every disk a vbd (QEMU: -device xen-disk), and load xen-blkfront early, so that it takes the disks "
	  "over" },
	{ "disk_emulated", ANY_CAUSE, XAPI,
	  "give every disk a vbd (xe vbd-create), and load xen-blkfront early, so that it takes the disks over" },
	{ "disk_emulated", ANY_CAUSE, "ec2 oracle qubes",
	  "load xen-blkfront early (put it into the initramfs), so that it takes the disks over" },

	{ "network_emulated", VIF_UNBOUND, ANYWHERE, "load xen-netfront and unplug the emulated NICs" },
	{ "network_emulated", HAS_VIF, "other",
	  "remove the emulated NIC (xl.cfg: type=vif in the guest's vif), or unplug it (see xen_emul_unplug)" },
	{ "network_emulated", HAS_VIF, ANYWHERE, "unplug the emulated NIC (see xen_emul_unplug)" },
	{ "network_emulated", ANY_CAUSE, "kvm",
	  "give the guest a vif (QEMU: -nic model=xen-net-device), and load xen-netfront" },
	{ "network_emulated", ANY_CAUSE, ANYWHERE, "load xen-netfront and unplug the emulated NICs" },

	{ "interrupts_emulated", ANY_CAUSE, ANYWHERE,
	  "boot a kernel with CONFIG_XEN_PVHVM, so that event channels arrive by callback vector" },
	{ "timers_emulated", NO_PVCLOCK, "ec2",
	  "move to a newer instance type: this one's Xen offers no safe pvclock to HVM guests" },
	{ "timers_emulated", NO_PVCLOCK, "other oracle qubes xcp_ng xenserver",
	  "update Xen on the host: it offers no safe pvclock to HVM guests" },
	{ "timers_emulated", ANY_CAUSE, ANYWHERE, "boot a kernel with CONFIG_XEN_PVHVM, so that Xen's timer ticks" },

	{ "frontend_unbound:vbd", ANY_CAUSE, ANYWHERE, "load xen-blkfront: there are vbds without a driver" },
	{ "frontend_unbound:vif", ANY_CAUSE, ANYWHERE, "load xen-netfront: there are vifs without a driver" },

	/* Xen supports pass-through to PV and HVM guests only (SUPPORT.md of Xen, x86/PCI Device Passthrough). */
	{ "board_emulated", PASSTHROUGH, ANYWHERE, "" },
	{ "board_emulated", ANY_CAUSE, "other",
	  "boot the guest as PVH (xl.cfg: type=\"pvh\", from Xen 4.10 on), to leave the emulated board behind" },
	{ "board_emulated", ANY_CAUSE, "qubes",
	  "run the qube as PVH (qvm-prefs QUBE virt_mode pvh), to leave the emulated board behind" },
	{ "board_emulated", ANY_CAUSE, ANYWHERE, "" },

	{ "pv_only", PASSTHROUGH, "other",
	  "boot the guest as HVM (xl.cfg: type=\"hvm\"), if the host's CPUs can virtualize page tables" },
	{ "pv_only", PASSTHROUGH, "qubes", "run the qube as HVM (qvm-prefs QUBE virt_mode hvm)" },
	{ "pv_only", ANY_CAUSE, "other",
	  "boot the guest as PVH (xl.cfg: type=\"pvh\", from Xen 4.10 on) or HVM (type=\"hvm\"; XAPI: xe vm-param-set "
	  "uuid=UUID domain-type=hvm), if the host's CPUs can virtualize page tables" },
	{ "pv_only", ANY_CAUSE, "qubes", "run the qube as PVH (qvm-prefs QUBE virt_mode pvh)" },
	{ "pv_only", ANY_CAUSE, XAPI,
	  "convert the VM to HVM: install a boot loader, then xe vm-param-set uuid=UUID domain-type=hvm" },
	{ "pv_only", ANY_CAUSE, "ec2", "move to an HVM AMI: newer instance types do not run PV" },
	{ "pv_only", ANY_CAUSE, "oracle",
	  "set the VM's domain type to \"Xen HVM PV Drivers\" in Oracle VM Manager" },
	{ "pv_only", ANY_CAUSE, "kvm", "" },

	{ "conflict", ANY_CAUSE, ANYWHERE,
	  "see `xenfacts explain` for both sides; report it with the file that `xenfacts record` writes" },
	{ "plugin_failed", ANY_CAUSE, ANYWHERE, "see `xenfacts plugin check` for what is wrong with it" },
	{ "undecided not_root", DENIED, ANYWHERE,
	  "run it as root: permission was denied for evidence that may decide it" },
	{ "undecided", ANY_CAUSE, ANYWHERE, "see `xenfacts explain` for the evidence that is missing" },
};

const struct advice *rules_advice_table(size_t *count)
{
	*count = sizeof(table) / sizeof(table[0]);
	return table;
}

static bool is_text(const struct fact *fact, const char *text)
{
	return fact && !fact->unknown && !strcmp(fact->text, text);
}

static const char *platform_of(const struct report *report)
{
	const struct fact *platform = facts_find(&report->facts, "platform");

	if (is_text(facts_find(&report->facts, "cpu.emulated_by"), "kvm"))
		return "kvm";
	return platform && !platform->unknown && strcmp(platform->text, "none") ? platform->text : "other";
}

static bool applies(const struct report *report, const struct advice *advice, const char *platform)
{
	const struct fact *fact;

	if (strcmp(advice->platforms, ANYWHERE) && !parse_in(platform, advice->platforms))
		return false;
	return advice->when.test == XF_END || facts_condition_holds(&report->facts, &advice->when, &fact);
}

const char *rules_advice(const struct report *report, const char *problem, const char *subject)
{
	const char *platform = platform_of(report);
	const char *full = arena_fmt(report->arena, "%s:%s", problem, subject);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if ((parse_in(problem, table[i].problems) || parse_in(full, table[i].problems)) &&
		    applies(report, &table[i], platform))
			return table[i].text;
	return "";
}
