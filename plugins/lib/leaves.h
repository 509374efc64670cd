/* SPDX-License-Identifier: MIT */
/** @file Where Xen's CPUID leaves are, and whether Xen is here at all. */
#ifndef XF_LIB_LEAVES_H
#define XF_LIB_LEAVES_H

#include <xenfacts/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XF_LEAVES_FIRST 0x40000000u /**< the first leaf of any hypervisor */
#define XF_HYPERVISOR_TYPE "/sys/hypervisor/type" /**< the kernel's name for its hypervisor */

#define XF_XENFS "/proc/xen" /**< mount point that a kernel makes only in a Xen domain */
#define XF_SYSTEM_VENDOR "/sys/class/dmi/id/sys_vendor" /**< hvmloader says Xen, unless it was told otherwise */

/** What xf_leaves_find reads: for a plugin's `reads`. */
#define XF_LEAVES_READS "cpuid:1", "cpuid:hypervisor"
/** What xf_without_xen reads. */
#define XF_WITHOUT_XEN_READS XF_LEAVES_READS, XF_HYPERVISOR_TYPE, XF_XENFS, XF_SYSTEM_VENDOR

/** Xen's leaves, or how the search for them ended. */
struct xf_leaves {
	const struct xf_obs *base;   /**< seen: its value is the first leaf; else how the last read ended */
	const struct xf_obs *native; /**< the answer of the plain instruction */
	enum xf_via via;
	uint32_t first; /**< 0 if they were not found */
};

/** Twelve characters from three registers in the given order, lowest byte first. */
void xf_leaves_spell(char text[13], const struct xf_obs *obs, enum xf_register a, enum xf_register b,
                     enum xf_register c);

/**
 * Tries Xen's prefix first: if it answers, this is a PV domain of that Xen, whoever answers natively (the same Xen with
 * CPUID faulting, or in a nested host the outer hypervisor, which may be a Xen too).
 */
struct xf_leaves xf_leaves_find(struct xf_probe *probe);

/**
 * Is Xen certainly not here: did CPUID find it neither way, does the kernel know no hypervisor by that name, and do
 * neither /proc/xen nor the board contradict that? One damaged place must not hide Xen. Then a plugin has nothing to
 * say: what serves the disks of another hypervisor's guest is not our business, and most machines in a fleet should not
 * pay for examining it.
 */
bool xf_without_xen(struct xf_probe *probe);

#ifdef __cplusplus
}
#endif
#endif
