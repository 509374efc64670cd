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
	{ "present_board", "present", "true",
	  "only hvmloader calls a machine HVM domU (tools/firmware/hvmloader/smbios.c of Xen)",
	  { { "dmi.product", XF_IS, "HVM domU" } } },
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
	  { { "dmi.product", XF_IS, "HVM domU" }, NOT_DOM0 } },
	{ "domu_platform_device", "domain", "domU",
	  "a device model gave this machine Xen's platform PCI device 5853:0001; dom0 has no device model",
	  { { "boot.platform_device", XF_IS, "true" }, NOT_DOM0 } },
	{ "domu_pcifront", "domain", "domU",
	  "the kernel sets up the PCI front-end stub in a PV domU only (arch/x86/pci/xen.c, pci_xen_init)",
	  { { "boot.pcifront", XF_IS, "true" } } },
};

const struct ruleset rules_domain = XF_RULESET(domain_def, domain_rules);
