/* SPDX-License-Identifier: MIT */
/*
 * The cells that say what kind of machine the domain is: privileged instructions and page tables, and the motherboard.
 * The feature word counts here only where it states what this domain *is* (does the hardware translate its memory?),
 * not what Xen would offer.
 */
#include "facts/rules/rules.h"

static const struct xf_fact_def privileged_def = {
	"spectrum.privileged", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0",
	"Who handles privileged instructions and page tables.",
};

/* Until Linux 4.10, the first PVH was a PV kernel in an HVM container, and logged most of what PV logs. */
#define NOT_FIRST_PVH { "boot.log", XF_UNLESS, "pvh" }, { "memory.auto_translated", XF_UNLESS, "true" }

static const struct rule privileged_rules[] = {
	{ "privileged_none", "spectrum.privileged", "none", "Xen is not present",
	  { { "present", XF_IS, "false" } } },
	{ "pv_guest_type", "spectrum.privileged", "paravirtual",
	  "the kernel says that it runs as a PV guest (drivers/xen/sys-hypervisor.c, guest_type)",
	  { { "boot.guest_type", XF_IS, "pv" } } },
	{ "pv_not_translated", "spectrum.privileged", "paravirtual",
	  "Xen does not translate this domain's memory, so the kernel writes real page tables (xen/common/kernel.c, "
	  "paging_mode_translate)",
	  { { "memory.auto_translated", XF_IS, "false" } } },
	{ "pv_cpuid", "spectrum.privileged", "paravirtual",
	  "Xen sets bit 0 of its third leaf's ecx for PV domains only (xen/arch/x86/cpuid.c, "
	  "XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD)",
	  { { "cpu.pv", XF_IS, "true" } } },
	{ "pv_boot_line", "spectrum.privileged", "paravirtual",
	  "a PV kernel logs that it boots on plain \"Xen\" (arch/x86/xen/enlighten.c, xen_banner; in 4.12 "
	  "to 5.14 enlighten_pv.c)",
	  { { "boot.log", XF_IS, "pv" } } },
	{ "pv_detected", "spectrum.privileged", "paravirtual",
	  "the kernel logged that it detected Xen PV (arch/x86/xen/enlighten_pv.c, x86_hyper_xen_pv)",
	  { { "boot.log_detected", XF_IS, "pv" } } },
	{ "pv_xenlinux", "spectrum.privileged", "paravirtual",
	  "a xenlinux kernel runs only as PV: its interrupt chips, or what it logs, exist nowhere else (xenlinux: "
	  "drivers/xen/core/evtchn.c, drivers/xen/console/console.c)",
	  { { "irq.xenlinux|boot.xenlinux", XF_IS, "true" } } },
	{ "pv_unprivileged", "spectrum.privileged", "paravirtual",
	  "the kernel disabled ACPI, which it does only in a PV domU (arch/x86/xen/setup.c, xen_arch_setup; until "
	  "Linux 4.10 also in the first PVH)",
	  { { "boot.unprivileged", XF_IS, "true" }, NOT_FIRST_PVH } },
	{ "pv_pcifront", "spectrum.privileged", "paravirtual",
	  "the kernel sets up the PCI front-end stub in a PV domU only (arch/x86/pci/xen.c, pci_xen_init; until Linux "
	  "4.10 also in the first PVH)",
	  { { "boot.pcifront", XF_IS, "true" }, NOT_FIRST_PVH } },
	{ "pv_memory_map", "spectrum.privileged", "paravirtual",
	  "the kernel logged the memory map that Xen gives PV domains (arch/x86/xen/setup.c, xen_memory_setup; until "
	  "Linux 4.10 also the first PVH)",
	  { { "boot.memory_map", XF_IS, "true" }, NOT_FIRST_PVH } },
	{ "hvm_container", "spectrum.privileged", "hardware",
	  "the kernel logged what it logs only in an HVM container (arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info)",
	  { { "boot.container", XF_IS, "true" } } },
	{ "hvm_arm", "spectrum.privileged", "hardware",
	  "Arm has no other kind: Xen runs every domain in hardware virtualization (xen/arch/arm)",
	  { { "boot.arm|irq.arm", XF_IS, "true" } } },
	{ "hvm_guest_type", "spectrum.privileged", "hardware",
	  "the kernel says that it runs in an HVM container (drivers/xen/sys-hypervisor.c, guest_type)",
	  { { "boot.guest_type", XF_NOT, "pv" } } },
	{ "hvm_translated", "spectrum.privileged", "hardware",
	  "Xen translates this domain's memory, by HAP or shadow (xen/common/kernel.c, paging_mode_translate)",
	  { { "memory.auto_translated", XF_IS, "true" } } },
	{ "hvm_cpuid", "spectrum.privileged", "hardware",
	  "the plain CPUID instruction reaches Xen's leaves, and their PV bit is clear",
	  { { "cpu.native_leaf_hvm", XF_IS, "true" } } },
	{ "hvm_detected", "spectrum.privileged", "hardware",
	  "the kernel logged that it detected Xen HVM (arch/x86/xen/enlighten_hvm.c, x86_hyper_xen_hvm)",
	  { { "boot.log_detected", XF_IS, "hvm" } } },
	{ "hvm_boot_line", "spectrum.privileged", "hardware",
	  "the kernel logged that it boots on Xen HVM (arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info)",
	  { { "boot.log", XF_IS, "hvm" } } },
	{ "hvm_pvh_boot_line", "spectrum.privileged", "hardware",
	  "the kernel logged that it boots on Xen PVH, which is an HVM container without a board "
	  "(arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info)",
	  { { "boot.log", XF_IS, "pvh" } } },
	{ "hvm_log_vector", "spectrum.privileged", "hardware",
	  "the kernel logged that the callback vector is enabled, which only an HVM container has "
	  "(drivers/xen/events/events_base.c, xen_alloc_callback_vector; before 5.8 xen_callback_vector)",
	  { { "irq.log_vector", XF_IS, "true" } } },
	{ "hvm_domu_board", "spectrum.privileged", "hardware",
	  "hvmloader's board in a domU exists in an HVM container only (tools/firmware/hvmloader/smbios.c of Xen)",
	  { { "dmi.product", XF_IS, "HVM domU" }, { "domain", XF_IS, "domU" } } }, /* a nested dom0 sees it too */
	{ "hvm_domu_bios", "spectrum.privileged", "hardware",
	  "hvmloader's BIOS in a domU exists in an HVM container only (tools/firmware/hvmloader/smbios.c of Xen)",
	  { { "dmi.bios_vendor", XF_IS, "Xen" }, { "domain", XF_IS, "domU" } } },
	{ "hvm_not_on_xen", "spectrum.privileged", "hardware",
	  "the kernel decided that it is not on Xen, as it logged, and a PV kernel cannot run elsewhere "
	  "(drivers/xen/xenfs/super.c, xenfs_init before Linux 5.0)",
	  { { "boot.not_on_xen", XF_IS, "true" }, { "present", XF_IS, "true" } } },
	{ "hvm_no_event_channels", "spectrum.privileged", "hardware",
	  "no interrupt is an event channel, and a PV kernel has no others (arch/x86/xen/irq.c)",
	  { { "irq.callback", XF_IS, "none" }, { "present", XF_IS, "true" } } },
};

const struct ruleset rules_privileged = XF_RULESET(privileged_def, privileged_rules);

static const struct xf_fact_def motherboard_def = {
	"spectrum.motherboard", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0",
	"Motherboard and boot firmware: emulated, the host's own, or none (paravirtual).",
};

static const struct rule motherboard_rules[] = {
	{ "board_none", "spectrum.motherboard", "none", "Xen is not present", { { "present", XF_IS, "false" } } },
	{ "board_smbios", "spectrum.motherboard", "emulated",
	  "a domU in an HVM container has SMBIOS tables only with an emulated board, whatever they say",
	  { { "dmi.present", XF_IS, "true" }, { "spectrum.privileged", XF_IS, "hardware" },
	    { "domain", XF_IS, "domU" } } },
	{ "board_guest_type", "spectrum.motherboard", "emulated",
	  "the kernel says that this is an HVM guest, not PVH, and HVM guests boot on an emulated board",
	  { { "boot.guest_type", XF_IS, "hvm" }, { "boot.arm", XF_UNLESS, "true" },
	    { "irq.arm", XF_UNLESS, "true" }, { "timer.clockevent", XF_UNLESS, "arch_sys_timer" } } },
	{ "board_boot_line", "spectrum.motherboard", "emulated",
	  "the kernel logged that it boots on Xen HVM, not PVH (arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info)",
	  { { "boot.log", XF_IS, "hvm" } } },
	/* Arm's kernel says HVM of every domain. */
	{ "board_arm_dom0", "spectrum.motherboard", "hardware", "dom0's device tree is the host's own machine",
	  { { "boot.arm", XF_IS, "true" }, { "boot.machine", XF_NOT, "xen,xenvm" }, { "domain", XF_IS, "dom0" } } },
	{ "board_arm", "spectrum.motherboard", "paravirtual",
	  "a domU on Arm has no board: Xen's toolstack starts no emulator of one (tools/libs/light/libxl_arm.c)",
	  { { "boot.arm|irq.arm", XF_IS, "true" }, { "domain", XF_IS, "domU" } } },
	{ "board_platform_device", "spectrum.motherboard", "emulated",
	  "Xen's platform PCI device sits on an emulated PCI bus (qemu hw/i386/xen/xen_platform.c)",
	  { { "boot.platform_device", XF_IS, "true" }, { "domain", XF_UNLESS, "dom0" },
	    { "spectrum.privileged", XF_UNLESS, "paravirtual" } } }, /* a PV kernel that has one may be a nested dom0 */
	{ "board_io_apic", "spectrum.motherboard", "emulated",
	  "a domU in an HVM container has IO-APIC interrupts only with an emulated board "
	  "(tools/firmware/hvmloader/util.c of Xen, ACPI_HAS_IOAPIC)",
	  { { "irq.io_apic", XF_SOME, NULL }, { "spectrum.privileged", XF_IS, "hardware" },
	    { "domain", XF_IS, "domU" } } },
	{ "board_host", "spectrum.motherboard", "hardware", "dom0 sees the SMBIOS tables of the host's own board",
	  { { "dmi.present", XF_IS, "true" }, { "domain", XF_IS, "dom0" } } },
	{ "board_pvh", "spectrum.motherboard", "paravirtual",
	  "the kernel says that it was entered as PVH, and a PVH domU has no board",
	  { { "boot.guest_type|boot.log", XF_IS, "pvh" }, { "domain", XF_IS, "domU" } } },
	{ "board_missing", "spectrum.motherboard", "paravirtual",
	  "there are no SMBIOS tables, so there is no emulated board: PV and PVH domains have none",
	  { { "dmi.present", XF_IS, "false" }, { "present", XF_IS, "true" }, { "boot.guest_type", XF_UNLESS, "hvm" },
	    { "boot.platform_device", XF_UNLESS, "true" }, { "domain", XF_UNLESS, "dom0" } } },
};

const struct ruleset rules_motherboard = XF_RULESET(motherboard_def, motherboard_rules);
