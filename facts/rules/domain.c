/* SPDX-License-Identifier: MIT */
/*
 * Is this Xen at all, and which domain is it? XENFEAT_dom0, the start flags and xenfs are three sources for the same
 * thing; each may be missing (xenfs not mounted, kernels before 6.3, a container), and silence overrules none: an empty
 * /proc/xen says nothing.
 */
#include "facts/rules/rules.h"

static const struct xf_fact_def present_def = {
	"present", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Xen is the hypervisor under this kernel.",
};

static const struct rule present_rules[] = {
	{ "present_sysfs", "present", "true",
	  "the kernel registers hypervisor type xen only in a Xen domain (drivers/xen/sys-hypervisor.c, "
	  "hyper_sysfs_init)",
	  { { "hypervisor.type", XF_IS, "xen" } } },
	{ "present_cpuid", "present", "true",
	  "Xen's signature is in its CPUID leaf (xen/include/public/arch-x86/cpuid.h, "
	  "XEN_CPUID_SIGNATURE_EBX)",
	  { { "cpu.xen", XF_IS, "true" } } },
	{ "present_log", "present", "true",
	  "the kernel logged that it detected Xen or boots on it (arch/x86/kernel/cpu/hypervisor.c, "
	  "detect_hypervisor_vendor; arch/x86/xen/enlighten.c, xen_banner)",
	  { { "boot.log|boot.log_detected", XF_NOT, "bare" } } },
	{ "present_lines", "present", "true",
	  "the kernel logged what only kernels in a Xen domain log: that it is unprivileged, its PCI front end, "
	  "xenlinux's clock and console, Xen's memory map, Xen's version in an HVM container or on Arm",
	  { { "boot.unprivileged|boot.pcifront|boot.xenlinux|boot.memory_map|boot.container|boot.arm", XF_IS,
	      "true" } } },
	{ "present_guest_type", "present", "true",
	  "the kernel makes guest_type, the start flags and the feature word only in a Xen domain "
	  "(drivers/xen/sys-hypervisor.c)",
	  { { "boot.guest_type|boot.initdomain|features.dom0", XF_NOT, "none" } } },
	{ "present_xenfs", "present", "true",
	 "xenfs can be mounted only in a Xen domain (drivers/xen/xenfs/super.c, xenfs_init)",
	  { { "boot.control_d", XF_IS, "true" } } },
	{ "present_event_channels", "present", "true",
	  "interrupts arrive as event channels, which only Xen delivers (drivers/xen/events/events_base.c; xenlinux: "
	  "drivers/xen/core/evtchn.c)",
	  { { "irq.event_channels", XF_SOME, NULL } } },
	{ "present_events_log", "present", "true",
	  "the kernel logged that it enabled Xen's callback vector or Xen's timer (drivers/xen/events/events_base.c, "
	  "xen_alloc_callback_vector; arch/x86/xen/time.c, xen_time_init)",
	  { { "irq.log_vector|timer.log_xen", XF_IS, "true" } } },
	{ "present_timer", "present", "true",
	  "Xen's clock event device or its clocksource is in use (arch/x86/xen/time.c, xen_vcpuop_clockevent, "
	  "xen_clocksource), and sysfs does not name Xen",
	  { { "timer.clockevent|timer.clocksource", XF_IS, "xen" }, { "hypervisor.type", XF_UNLESS, "xen" } } },
	{ "present_platform_device", "present", "true",
	  "the platform device or its interrupt is there, and device models add it for Xen only "
	  "(drivers/xen/platform-pci.c)",
	  { { "boot.platform_device|irq.platform_device", XF_IS, "true" } } },
	{ "present_board", "present", "true",
	  "only hvmloader calls a machine HVM domU (tools/firmware/hvmloader/smbios.c of Xen)",
	  { { "dmi.product", XF_IS, "HVM domU" } } },
	{ "present_bios", "present", "true",
	  "only hvmloader names Xen as the BIOS vendor (tools/firmware/hvmloader/smbios.c of Xen, smbios_type_0_init)",
	  { { "dmi.bios_vendor", XF_IS, "Xen" } } },
	{ "absent_device_tree", "present", "false",
	  "the device tree describes another machine and has no node of Xen's "
	  "(arch/arm/xen/enlighten.c, xen_early_init)",
	  { { "boot.device_tree", XF_IS, "true" }, { "boot.xen_node", XF_GONE, NULL },
	    { "boot.machine", XF_NOT, "xen,xenvm" } } },
	{ "absent_cpuid", "present", "false",
	  "no CPUID leaf has Xen's signature, natively or behind Xen's prefix, and the kernel does not report Xen",
	  { { "cpu.xen", XF_IS, "false" }, { "hypervisor.type", XF_UNLESS, "xen" } } },
	{ "absent_bare_metal", "present", "false",
	  "CPUID says that there is no hypervisor, and the kernel does not report Xen",
	  { { "cpu.hypervisor_bit", XF_IS, "false" }, { "hypervisor.type", XF_GONE, NULL },
	    { "cpu.xen", XF_UNLESS, "true" }, { "boot.log", XF_UNLESS, "pv" },
	    { "boot.log_detected", XF_UNLESS, "pv" } } }, /* PV on a CPU that cannot fault looks the same */
};

const struct ruleset rules_present = XF_RULESET(present_def, present_rules);

/* Under a Xen that itself runs in an HVM domU, dom0 sees that domU's board, so what Xen says takes precedence. */
#define NOT_DOM0 { "features.dom0", XF_UNLESS, "true" }, { "boot.control_d", XF_UNLESS, "true" }

#define NOT_DOMU { "features.dom0", XF_UNLESS, "false" }, { "boot.initdomain", XF_UNLESS, "false" }, \
	{ "boot.control_d", XF_UNLESS, "false" }

static const struct xf_fact_def domain_def = {
	"domain", XF_WORD, XF_ACTIVE, XF_DOMAIN_WORDS, "1.0",
	"Kind of Xen domain; none without Xen.",
};

static const struct rule domain_rules[] = {
	{ "domain_none", "domain", "none", "Xen is not present", { { "present", XF_IS, "false" } } },
	{ "dom0_feature", "domain", "dom0",
	  "Xen sets XENFEAT_dom0 for the hardware domain only (xen/common/kernel.c, XENVER_get_features)",
	  { { "features.dom0", XF_IS, "true" } } },
	{ "dom0_start_flags", "domain", "dom0",
	  "SIF_INITDOMAIN is set in the start flags (Linux 6.3 and later, drivers/xen/sys-hypervisor.c)",
	  { { "boot.initdomain", XF_IS, "true" } } },
	{ "dom0_xenfs", "domain", "dom0",
	  "xenfs shows control_d to the initial domain only (drivers/xen/xenfs/super.c, capabilities_read)",
	  { { "boot.control_d", XF_IS, "true" } } },
	{ "domu_feature", "domain", "domU", "Xen answers this domain's feature word without XENFEAT_dom0",
	  { { "features.dom0", XF_IS, "false" } } },
	{ "domu_start_flags", "domain", "domU", "SIF_INITDOMAIN is clear in the start flags",
	  { { "boot.initdomain", XF_IS, "false" } } },
	{ "domu_xenfs", "domain", "domU", "xenfs is mounted and does not show control_d",
	  { { "boot.control_d", XF_IS, "false" } } },
	{ "domu_board", "domain", "domU", "the board is hvmloader's, and dom0 is never booted by hvmloader",
	  { { "dmi.product", XF_IS, "HVM domU" }, NOT_DOM0, { "boot.log", XF_UNLESS, "pv" } } },
	{ "domu_bios", "domain", "domU", "the BIOS is hvmloader's, and dom0 is never booted by hvmloader",
	  { { "dmi.bios_vendor", XF_IS, "Xen" }, NOT_DOM0, { "boot.log", XF_UNLESS, "pv" } } },
	{ "domu_platform_device", "domain", "domU",
	  "a device model gave this machine Xen's platform PCI device 5853:0001; dom0 has no device model",
	  { { "boot.platform_device", XF_IS, "true" }, NOT_DOM0, { "boot.log", XF_UNLESS, "pv" } } },
	{ "domu_boot_line", "domain", "domU",
	  "the kernel logged that it boots on Xen HVM, and dom0 is PV or PVH (arch/x86/xen/enlighten_hvm.c, "
	  "init_hvm_pv_info)",
	  { { "boot.log", XF_IS, "hvm" }, NOT_DOM0 } },
	{ "dom0_pv_board", "domain", "dom0",
	  "a PV kernel that sees SMBIOS tables sees the host's: only dom0 has them mapped (arch/x86/xen/setup.c, "
	  "xen_memory_setup)",
	  { { "boot.log|boot.log_detected", XF_IS, "pv" }, { "dmi.present", XF_IS, "true" }, NOT_DOMU,
	    { "boot.container", XF_UNLESS, "true" } } }, /* where "on Xen" lost the word HVM behind it */
	{ "dom0_xenlinux_board", "domain", "dom0",
	  "a xenlinux kernel is PV, and sees the host's SMBIOS tables in dom0 only",
	  { { "boot.xenlinux", XF_IS, "true" }, { "dmi.present", XF_IS, "true" }, NOT_DOMU } },
	{ "dom0_pvh_board", "domain", "dom0",
	  "a PVH kernel that sees SMBIOS tables sees the host's, since no firmware writes them for a PVH domU (edk2's "
	  "OvmfPkg/SmbiosPlatformDxe/X86Xen.c hands on hvmloader's only)",
	  { { "boot.log|boot.guest_type", XF_IS, "pvh" }, { "dmi.present", XF_IS, "true" }, NOT_DOMU,
	    { "boot.platform_device", XF_UNLESS, "true" } } }, /* KVM that plays Xen has one */
	{ "domu_unprivileged", "domain", "domU",
	  "the kernel disabled ACPI because Xen did not start it as dom0 (arch/x86/xen/setup.c, xen_arch_setup)",
	  { { "boot.unprivileged", XF_IS, "true" } } },
	{ "dom0_arm_machine", "domain", "dom0",
	  "the device tree describes a real machine, which Xen shows to dom0 only "
	  "(xen/arch/arm/domain_build.c, handle_node)",
	  { { "boot.arm", XF_IS, "true" }, { "boot.machine", XF_NOT, "xen,xenvm" }, NOT_DOMU } },
	{ "domu_xenvm", "domain", "domU",
	  "the device tree's machine is the one that Xen's toolstack makes for a domU (tools/libs/light/libxl_arm.c, "
	  "make_root_properties)",
	  { { "boot.machine", XF_IS, "xen,xenvm" } } },
	{ "domu_pcifront", "domain", "domU",
	  "the kernel sets up the PCI front-end stub in a PV domU only (arch/x86/pci/xen.c, pci_xen_init)",
	  { { "boot.pcifront", XF_IS, "true" } } },
};

const struct ruleset rules_domain = XF_RULESET(domain_def, domain_rules);
