/* SPDX-License-Identifier: MIT */
/*
 * The cells of interrupts and timers. Event channels alone are not paravirtual interrupts: with xen_no_vector_callback
 * they arrive by the platform device's emulated PCI interrupt, and Linux then leaves Xen's timer off
 * (arch/x86/xen/time.c, xen_hvm_init_time_ops).
 */
#include "facts/rules/rules.h"

static const struct xf_fact_def interrupts_def = {
	"spectrum.interrupts", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0", "How interrupts arrive.",
};

static const struct rule interrupts_rules[] = {
	{ "irq_none", "spectrum.interrupts", "none", "Xen is not present", { { "present", XF_IS, "false" } } },
	{ "irq_vector", "spectrum.interrupts", "paravirtual",
	  "event channels arrive by a callback vector (drivers/xen/events/events_base.c, xen_set_callback_via)",
	  { { "irq.callback", XF_IS, "vector" } } },
	{ "irq_event_channel", "spectrum.interrupts", "paravirtual",
	  "every interrupt of this kernel is an event channel",
	  { { "irq.callback", XF_IS, "event_channel" } } },
	{ "irq_log_vector", "spectrum.interrupts", "paravirtual",
	  "the kernel logged that the callback vector is enabled (drivers/xen/events/events_base.c, "
	  "xen_alloc_callback_vector; before 5.8 xen_callback_vector)",
	  { { "irq.log_vector", XF_IS, "true" } } },
	{ "irq_pv", "spectrum.interrupts", "paravirtual",
	  "a PV kernel has no interrupts but event channels (arch/x86/xen/irq.c)",
	  { { "spectrum.privileged", XF_IS, "paravirtual" } } },
	{ "irq_gic", "spectrum.interrupts", "paravirtual",
	  "event channels arrive through one interrupt of Arm's controller (arch/arm/xen/enlighten.c, xen_guest_init)",
	  { { "irq.callback", XF_IS, "gic" }, { "domain", XF_IS, "domU" } } },
	{ "irq_gic_dom0", "spectrum.interrupts", "mixed",
	  "event channels arrive through one interrupt of Arm's controller, and the host's devices interrupt by others",
	  { { "irq.callback", XF_IS, "gic" }, { "domain", XF_IS, "dom0" } } },
	{ "irq_not_on_xen", "spectrum.interrupts", "emulated",
	  "the kernel uses nothing of Xen's, as it logged, so the HVM container's emulated APIC and IO-APIC serve all "
	  "(drivers/xen/xenfs/super.c, xenfs_init before Linux 5.0)",
	  { { "boot.not_on_xen", XF_IS, "true" }, { "spectrum.privileged", XF_IS, "hardware" } } },
	{ "irq_gsi", "spectrum.interrupts", "emulated",
	  "event channels arrive by the platform device's emulated PCI interrupt (drivers/xen/platform-pci.c)",
	  { { "irq.callback", XF_IS, "gsi" } } },
	{ "irq_native", "spectrum.interrupts", "emulated",
	  "no line is an event channel; the HVM container's emulated APIC and IO-APIC deliver all interrupts",
	  { { "irq.callback", XF_IS, "none" }, { "spectrum.privileged", XF_IS, "hardware" } } },
};

const struct ruleset rules_interrupts = XF_RULESET(interrupts_def, interrupts_rules);

static const struct xf_fact_def timers_def = {
	"spectrum.timers", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0",
	"What provides timer ticks and the time.",
};

static const struct rule timers_rules[] = {
	{ "timer_none", "spectrum.timers", "none", "Xen is not present", { { "present", XF_IS, "false" } } },
	{ "timer_clockevent", "spectrum.timers", "paravirtual",
	  "Xen's clock event device ticks on every CPU (arch/x86/xen/time.c, xen_vcpuop_clockevent)",
	  { { "timer.clockevent", XF_IS, "xen" } } },
	{ "timer_virq", "spectrum.timers", "paravirtual",
	  "CPUs have Xen's timer VIRQ bound (arch/x86/xen/time.c, xen_setup_timer)",
	  { { "timer.pv_lines", XF_SOME, NULL } } },
	{ "timer_log", "spectrum.timers", "paravirtual",
	  "the kernel logged that it uses Xen's timer (arch/x86/xen/time.c, xen_time_init, xen_setup_timer)",
	  { { "timer.log_xen", XF_IS, "true" } } },
	{ "timer_pv", "spectrum.timers", "paravirtual",
	  "a PV kernel has no timer but Xen's (arch/x86/xen/time.c, xen_init_time_ops)",
	  { { "spectrum.privileged", XF_IS, "paravirtual" } } },
	{ "timer_chosen", "spectrum.timers", "paravirtual",
	  "with the callback vector and a safe pvclock Linux takes Xen's timer "
	  "(arch/x86/xen/time.c, xen_hvm_init_time_ops)",
	  { { "timer.chosen", XF_IS, "xen" } } },
	{ "timer_no_pvclock", "spectrum.timers", "emulated",
	  "the kernel logged that it does not use Xen's timer (arch/x86/xen/time.c, xen_hvm_init_time_ops)",
	  { { "timer.chosen", XF_IS, "native" }, { "spectrum.privileged", XF_IS, "hardware" } } },
	{ "timer_not_on_xen", "spectrum.timers", "emulated",
	  "the kernel uses nothing of Xen's, as it logged, so neither ticks nor time come from Xen",
	  { { "boot.not_on_xen", XF_IS, "true" }, { "spectrum.privileged", XF_IS, "hardware" } } },
	{ "timer_emulated", "spectrum.timers", "emulated",
	  "ticks and time come from the HVM container's emulated timers, not from Xen",
	  { { "timer.clockevent", XF_NOT, "xen" }, { "timer.clockevent", XF_NOT, "mixed" },
	    { "timer.clockevent", XF_NOT, "arch_sys_timer" }, { "timer.clocksource", XF_NOT, "xen" },
	    { "spectrum.privileged", XF_IS, "hardware" } } },
	{ "timer_emulated_lines", "spectrum.timers", "emulated",
	  "no CPU has Xen's timer VIRQ bound, and the time does not come from Xen either (Linux before 3.10 shows no "
	  "clock event devices)",
	  { { "timer.pv_lines", XF_ZERO, NULL }, { "timer.clockevent", XF_GONE, NULL },
	    { "timer.clocksource", XF_NOT, "xen" }, { "spectrum.privileged", XF_IS, "hardware" } } },
	{ "timer_arm", "spectrum.timers", "hardware",
	  "ticks come from Arm's virtual timer, which the processor gives every guest "
	  "(drivers/clocksource/arm_arch_timer.c)",
	  { { "timer.clockevent", XF_IS, "arch_sys_timer" }, { "present", XF_IS, "true" } } },
};

const struct ruleset rules_timers = XF_RULESET(timers_def, timers_rules);
