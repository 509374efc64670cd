/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rows of /proc/interrupts. A row is a label, one counter for each online CPU, the chip's name, and what the chip, the
 * flow handler and the drivers append (kernel/irq/proc.c, show_interrupts).
 */
#ifndef XF_LIB_INTERRUPTS_H
#define XF_LIB_INTERRUPTS_H

#include <xenfacts/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The file; read it whole, and pass its text to xf_interrupts_next. */
#define XF_INTERRUPTS "/proc/interrupts"

/** One row; nothing in it is NUL-terminated. */
struct xf_interrupt {
	const char *label;   /**< "24" or "HYP" */
	size_t label_length; /**< 0: the heading, or not a row */
	const char *chip;    /**< "IO-APIC-edge", "xen-dyn"; empty in a row of totals */
	size_t chip_length;
	size_t rest;    /**< bytes from `chip` to the end of the row */
	uint64_t total; /**< sum of its counters, over all online CPUs */
};

/** Parses the row at `at`; returns where the next one begins, in the end the text's NUL. */
const char *xf_interrupts_next(const char *at, struct xf_interrupt *row);

/** Is it a numbered interrupt line, and not a total such as LOC? */
bool xf_interrupts_is_line(const struct xf_interrupt *row);

/** Does the chip's name begin with this? */
bool xf_interrupts_chip(const struct xf_interrupt *row, const char *name);

/** Is it an event channel? */
bool xf_interrupts_is_xen(const struct xf_interrupt *row);
/**
 * Is it one of xenlinux, Xen's own port of Linux (drivers/xen/core/evtchn.c there): "Dynamic-irq" and "Phys-irq", in
 * SUSE's later kernels "Dynamic" and "Phys" with a handler's name? These kernels run only as PV.
 */
bool xf_interrupts_is_xenlinux(const struct xf_interrupt *row);

/** Is this one of the drivers on the line? Shared lines have a list, "a, b". */
bool xf_interrupts_for(const struct xf_interrupt *row, const char *driver);

/** Is it a CPU's timer on an event channel: the VIRQ "timer0" of arch/x86/xen/time.c, or "timer" in xenlinux? */
bool xf_interrupts_is_timer(const struct xf_interrupt *row);

/** Does the text begin as /proc/interrupts does, with a heading of CPUs? */
bool xf_interrupts_good(const char *text);
/**
 * Does it hold all rows? Reports often show what `grep` left, in which a chip that is missing proves nothing. Nearly
 * the last row of every kernel is that of errors, "ERR" on x86 and "Err" on Arm (arch_show_interrupts).
 */
bool xf_interrupts_whole(const char *text);

#ifdef __cplusplus
}
#endif
#endif
