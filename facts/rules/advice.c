/* SPDX-License-Identifier: MIT */
/*
 * Advice as a table: for a problem, the first row whose cause and platform apply. Only here do merely configured facts
 * count: they explain why a paravirtual device is not in use. What the administrator of a guest cannot do is not said:
 * nobody gives an EC2 instance another board.
 */
#include "facts/rules/advice.h"

#include <stdio.h>
#include <string.h>

#include "core/util/parse.h"

#define ANY_CAUSE "any", { NULL, XF_END, NULL }
#define NO_PV "nopv", { "kernel.xen_nopv|kernel.nopv", XF_IS, "true" }
#define UNPLUG "unplug_limited", { "kernel.xen_emul_unplug", XF_NOT, "all" }
#define NO_PLATFORM "no_platform_device", { "boot.platform_device", XF_IS, "false" }
#define NO_CALLBACK "no_vector_callback", { "kernel.xen_no_vector_callback", XF_IS, "true" }
#define OLD_XEN "no_vector_in_xen", { "features.hvm_callback_vector", XF_IS, "false" }
#define BY_GSI "callback_by_gsi", { "irq.callback", XF_IS, "gsi" }
#define BY_VECTOR "callback_by_vector", { "irq.callback", XF_IS, "vector" }
#define NO_PVCLOCK "no_pvclock", { "timer.chosen", XF_IS, "native" }
#define NO_SAFE_PVCLOCK "no_safe_pvclock", { "features.hvm_safe_pvclock", XF_IS, "false" }
#define NO_XEN_KERNEL "kernel_without_xen", { "spectrum.interrupts", XF_IS, "emulated" }
#define VBD_UNBOUND "vbd_unbound", { "block.unbound", XF_SOME, NULL }
#define HAS_VIF "has_vif", { "net.frontends", XF_SOME, NULL }
#define PASSTHROUGH "passthrough", { "block.physical|net.physical", XF_SOME, NULL }
#define XENLINUX "xenlinux", { "boot.xenlinux|irq.xenlinux", XF_IS, "true" }
#define ANYWHERE "any"
#define XAPI "xapi xcp_ng xenserver"
#define HOSTS "other oracle qubes " XAPI

static uint64_t count_of(const struct report *report, const char *key)
{
	const struct fact *fact = facts_find(&report->facts, key);

	return fact && !fact->unknown ? fact->count : 0;
}

/*
 * A PVH domU needs Xen 4.10 (docs/misc/pvh.pandoc) and Linux 4.11 (arch/x86/xen/enlighten_pvh.c). What is not known
 * prevents nothing.
 */
static bool can_be_pvh(const struct report *report)
{
	const struct fact *release = facts_find(&report->facts, "kernel.release");
	unsigned major = 4, minor = 11;

	if (release && !release->unknown)
		/* NOLINTNEXTLINE(cert-err34-c): three digits fit, and without any the numbers stay */
		sscanf(release->text, "%3u.%3u", &major, &minor);
	if (major < 4 || (major == 4 && minor < 11))
		return false;
	uint64_t xen = count_of(report, "major");

	return !xen || xen > 4 || (xen == 4 && count_of(report, "minor") >= 10);
}

static const struct advice table[] = {
	/* The kernel's command line: the same wherever the guest runs. */
	{ "disk_emulated network_emulated interrupts_emulated timers_emulated frontend_unbound:vbd "
	  "frontend_unbound:vif", NO_PV, ANYWHERE,
	  "remove xen_nopv (or nopv) from the kernel command line: it keeps the kernel from using Xen", NULL },
	{ "disk_emulated", UNPLUG, ANYWHERE,
	  "remove xen_emul_unplug from the kernel command line, so that the kernel unplugs the emulated disks; until "
	  "then, never mount a disk under both of its names", NULL },
	{ "network_emulated", UNPLUG, ANYWHERE,
	  "remove xen_emul_unplug from the kernel command line, so that the kernel unplugs the emulated NICs", NULL },
	{ "interrupts_emulated", NO_CALLBACK, ANYWHERE,
	  "remove xen_no_vector_callback from the kernel command line", NULL },
	{ "timers_emulated", NO_CALLBACK, ANYWHERE,
	  "remove xen_no_vector_callback from the kernel command line: Xen's timer needs the vector", NULL },

	/* Without the platform device the kernel unplugs nothing (arch/x86/xen/platform-pci-unplug.c). */
	{ "disk_emulated network_emulated", NO_PLATFORM, "other",
	  "give the guest its platform device (with xl: xen_platform_pci=1): without it, nothing is unplugged", NULL },
	{ "disk_emulated network_emulated", NO_XEN_KERNEL, ANYWHERE,
	  "boot a kernel with CONFIG_XEN_PVHVM, xen-blkfront and xen-netfront: it unplugs the emulated devices", NULL },

	{ "disk_emulated", VBD_UNBOUND, ANYWHERE,
	  "load xen-blkfront early (put it into the initramfs), so that it takes over the disks", NULL },
	{ "disk_emulated", ANY_CAUSE, "other",
	  "attach the disk as a vbd (with xl: by disk=, not by device_model_args), so that xen-blkfront takes it over",
	  NULL },
	{ "disk_emulated", ANY_CAUSE, "kvm",
	  "attach the disk as a vbd (QEMU: -device xen-disk); the kernel does not unplug q35's AHCI disks", NULL },
	{ "disk_emulated", ANY_CAUSE, "ec2 oracle qubes " XAPI,
	  "load xen-blkfront early (put it into the initramfs), so that it takes over the disks", NULL },

	{ "network_emulated", HAS_VIF, "other",
	  "remove the emulated NIC (with xl: type=vif in the guest's vif=)", NULL },
	{ "network_emulated", ANY_CAUSE, "kvm",
	  "give the guest a vif (QEMU: -nic model=xen-net-device), and load xen-netfront", NULL },
	{ "network_emulated", ANY_CAUSE, ANYWHERE,
	  "load xen-netfront from the initramfs and reboot: the kernel then unplugs the emulated NICs", NULL },

	{ "interrupts_emulated timers_emulated", OLD_XEN, "ec2",
	  "move to a newer instance type: this one's Xen offers no callback vector", NULL },
	{ "interrupts_emulated timers_emulated", OLD_XEN, HOSTS,
	  "update Xen on the host: it offers no callback vector", NULL },
	{ "interrupts_emulated timers_emulated", BY_GSI, ANYWHERE,
	  "find out from the kernel log why there is no callback vector", NULL },
	{ "interrupts_emulated", ANY_CAUSE, ANYWHERE,
	  "boot a kernel with CONFIG_XEN_PVHVM, so that event channels arrive by callback vector", NULL },
	{ "timers_emulated", NO_PVCLOCK, "ec2",
	  "move to a newer instance type: this one's Xen offers no safe pvclock to HVM guests", NULL },
	{ "timers_emulated", NO_PVCLOCK, HOSTS,
	  "update Xen on the host: it offers no safe pvclock to HVM guests", NULL },
	{ "timers_emulated", NO_SAFE_PVCLOCK, "ec2",
	  "move to a newer instance type: this one's Xen offers no safe pvclock to HVM guests", NULL },
	{ "timers_emulated", NO_SAFE_PVCLOCK, HOSTS,
	  "update Xen on the host: it offers no safe pvclock to HVM guests", NULL },
	{ "timers_emulated", BY_VECTOR, ANYWHERE, "find out from the kernel log why Xen's timer is not used", NULL },
	{ "timers_emulated", ANY_CAUSE, ANYWHERE, "boot a kernel with CONFIG_XEN_PVHVM, so that Xen's timer ticks",
	  NULL },

	{ "frontend_unbound:vbd", ANY_CAUSE, ANYWHERE, "load xen-blkfront: there are vbds without a driver", NULL },
	{ "frontend_unbound:vif", ANY_CAUSE, ANYWHERE, "load xen-netfront: there are vifs without a driver", NULL },

	/* Xen supports pass-through to PV and HVM guests only (SUPPORT.md of Xen, x86/PCI Device Passthrough). */
	{ "board_emulated", PASSTHROUGH, ANYWHERE, "", NULL },
	{ "board_emulated", NO_XEN_KERNEL, ANYWHERE, "", NULL },
	{ "board_emulated", ANY_CAUSE, "other",
	  "boot the guest as PVH (with xl: type=\"pvh\"), to leave the emulated board behind", can_be_pvh },
	{ "board_emulated", ANY_CAUSE, ANYWHERE, "", NULL },

	{ "pv_only", XENLINUX, "other oracle " XAPI,
	  "install a kernel of Linux 3.0 or later, which can boot as HVM: a xenlinux kernel runs only as PV", NULL },
	{ "pv_only", PASSTHROUGH, "qubes", "run the qube as HVM (qvm-prefs QUBE virt_mode hvm)", NULL },
	{ "pv_only", PASSTHROUGH, "other",
	  "install a boot loader, then boot the guest as HVM (with xl: type=\"hvm\"), if the host's CPUs and IOMMU "
	  "allow it", NULL },
	{ "pv_only", ANY_CAUSE, "other",
	  "boot the guest as PVH (with xl: type=\"pvh\"), if the host's CPUs can virtualize page tables", can_be_pvh },
	{ "pv_only", ANY_CAUSE, "other",
	  "install a boot loader, then boot the guest as HVM (with xl: type=\"hvm\", or builder=\"hvm\" before Xen "
	  "4.10), if the host's CPUs can virtualize page tables", NULL },
	{ "pv_only", ANY_CAUSE, "qubes", "run the qube as PVH (qvm-prefs QUBE virt_mode pvh)", NULL },
	{ "pv_only", ANY_CAUSE, XAPI,
	  "install a boot loader, then convert the VM to HVM (xe vm-param-set uuid=UUID domain-type=hvm, or "
	  "HVM-boot-policy=\"BIOS order\" before XAPI knew domain-type)", NULL },
	{ "pv_only", ANY_CAUSE, "ec2", "move to an HVM AMI: newer instance types do not run PV", NULL },
	{ "pv_only", ANY_CAUSE, "oracle",
	  "set the VM's domain type to \"Xen HVM PV Drivers\" in Oracle VM Manager", NULL },
	{ "pv_only", ANY_CAUSE, "kvm", "", NULL },

	{ "conflict", ANY_CAUSE, ANYWHERE,
	  "compare both sides (`xenfacts explain`), and report it with the file that `xenfacts record` writes", NULL },
	{ "plugin_failed", ANY_CAUSE, ANYWHERE, "see `xenfacts plugin check` for what is wrong with it", NULL },
	{ "undecided:denied not_root", ANY_CAUSE, ANYWHERE, "run xenfacts as root, which may read more", NULL },
	{ "undecided", ANY_CAUSE, ANYWHERE, "", NULL }, /* the reason names what is missing */
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

/*
 * XenServer and XCP-ng name themselves in dom0 only, but the release of their Xen has a form of its own: ".5-9.40" in
 * 4.13.5-9.40. That is enough to word advice, and too little for a fact.
 */
static bool is_xapi_build(const char *extra)
{
	size_t digits = *extra == '.' ? strspn(extra + 1, "0123456789") : 0;
	const char *rest = extra + 1 + digits;
	size_t more = digits && *rest == '-' ? strspn(rest + 1, "0123456789") : 0;

	const char *last = rest + 2 + more;

	return more && last[-1] == '.' && *last && !last[strspn(last, "0123456789.")];
}

static const char *platform_of(const struct report *report)
{
	const struct fact *platform = facts_find(&report->facts, "platform");
	const struct fact *extra = facts_find(&report->facts, "extra");

	if (is_text(facts_find(&report->facts, "cpu.emulated_by"), "kvm"))
		return "kvm";
	if (platform && !platform->unknown && strcmp(platform->text, "none"))
		return platform->text;
	return extra && !extra->unknown && is_xapi_build(extra->text) ? "xapi" : "other";
}

static bool applies(const struct report *report, const struct advice *advice, const char *platform)
{
	const struct fact *fact;

	if (strcmp(advice->platforms, ANYWHERE) && !parse_in(platform, advice->platforms))
		return false;
	if (advice->possible && !advice->possible(report))
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
