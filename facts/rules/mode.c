/* SPDX-License-Identifier: MIT */
/*
 * The mode. In an HVM container with an emulated board, interrupts and timers decide it, not the disks: pvhvm if
 * event channels arrive by vector and Xen's timer ticks; else hvm_pv_drivers if a PV front end serves a disk or an
 * interface; else hvm.
 */
#include "facts/rules/rules.h"

#define CONTAINER { "spectrum.privileged", XF_IS, "hardware" }, { "spectrum.motherboard", XF_IS, "emulated" }

static const struct xf_fact_def mode_def = {
	"mode", XF_WORD, XF_ACTIVE, XF_MODE_WORDS, "1.0",
	"Mode that this guest really runs in; none without Xen.",
};

static const struct rule mode_rules[] = {
	{ "mode_none", "mode", "none", "Xen is not present", { { "present", XF_IS, "false" } } },
	{ "mode_pv", "mode", "pv", "the kernel handles privileged instructions and page tables with hypercalls",
	  { { "spectrum.privileged", XF_IS, "paravirtual" } } },
	{ "mode_pvh_guest_type", "mode", "pvh",
	  "the kernel says that it was entered as PVH (drivers/xen/sys-hypervisor.c, guest_type)",
	  { { "boot.guest_type", XF_IS, "pvh" } } },
	{ "mode_pvh_boot_line", "mode", "pvh",
	  "the kernel logged that it boots on Xen PVH (arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info)",
	  { { "boot.log", XF_IS, "pvh" } } },
	{ "mode_pvh_no_board", "mode", "pvh", "an HVM container without an emulated motherboard is PVH",
	  { { "spectrum.privileged", XF_IS, "hardware" }, { "spectrum.motherboard", XF_IS, "paravirtual" } } },
	{ "mode_pvh_arm", "mode", "pvh",
	  "on Arm there is one type of guest, which Xen's toolstack calls PVH (tools/libs/light/libxl_arm.c of Xen)",
	  { { "boot.arm|irq.arm", XF_IS, "true" } } },
	{ "mode_pvhvm", "mode", "pvhvm",
	  "in an HVM container with an emulated board, event channels arrive by vector and Xen's timer ticks",
	  { CONTAINER, { "spectrum.interrupts", XF_IS, "paravirtual" }, { "spectrum.timers", XF_IS, "paravirtual" } } },
	{ "mode_hvm_pv_drivers", "mode", "hvm_pv_drivers",
	  "interrupts or timers are emulated, but a PV front end serves a disk or an interface",
	  { CONTAINER, { "spectrum.interrupts|spectrum.timers", XF_IS, "emulated" },
	    { "block.frontends|net.frontends", XF_SOME, NULL } } },
	{ "mode_hvm_not_on_xen", "mode", "hvm",
	  "the kernel uses nothing of Xen's, as it logged (drivers/xen/xenfs/super.c, xenfs_init before Linux 5.0)",
	  { CONTAINER, { "boot.not_on_xen", XF_IS, "true" } } },
	{ "mode_hvm_no_event_channels", "mode", "hvm",
	  "a front end seems to serve a device, but none works without event channels (drivers/xen/xenbus)",
	  { CONTAINER, { "irq.callback", XF_IS, "none" }, { "block.frontends|net.frontends", XF_SOME, NULL } } },
	{ "mode_hvm", "mode", "hvm", "interrupts or timers are emulated, and no PV front end serves a device",
	  { CONTAINER, { "spectrum.interrupts|spectrum.timers", XF_IS, "emulated" },
	    { "block.frontends", XF_ZERO, NULL }, { "net.frontends", XF_ZERO, NULL } } },
};

const struct ruleset rules_mode = XF_RULESET(mode_def, mode_rules);
