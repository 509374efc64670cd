/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Where Xen's CPUID leaves answer, for the plugins that read them. Static ISO C: no symbol of a plugin but its own
 * constant leaves its object.
 */
#ifndef XF_PLUGIN_LEAVES_H
#define XF_PLUGIN_LEAVES_H

#include <string.h>

#include <xenfacts/plugin.h>

#define XEN_SIGNATURE "XenVMMXenVMM" /* xen/include/public/arch-x86/cpuid.h, XEN_CPUID_SIGNATURE_* */
#define FIRST_LEAF 0x40000000u

/** Xen's leaves, or how they were looked for in vain. */
struct leaves {
	const struct xf_obs *base;   /**< seen: its value is the first leaf; else how the last look ended */
	const struct xf_obs *native; /**< what the plain instruction told */
	enum xf_via via;
	uint32_t first;              /**< 0 if they were not found */
};

/** Twelve characters from three registers in the given order, lowest byte first. */
static inline void spell(char text[13], const struct xf_obs *obs, enum xf_register a, enum xf_register b,
                         enum xf_register c)
{
	const enum xf_register order[] = { a, b, c };

	for (unsigned i = 0; i < 12; i++)
		text[i] = (char)(xf_reg(obs, order[i / 4]) >> 8 * (i % 4) & 0xff);
	text[12] = '\0';
}

/**
 * The native look. The search is not made where the hypervisor bit is clear, nor where KVM itself stands at the
 * first base: when KVM plays Xen, Xen's leaves come before KVM's (qemu target/i386/kvm/kvm.c,
 * kvm_arch_init_vcpu), and 256 instructions that trap would cost a virtual machine more than the rest of a report.
 */
static inline const struct xf_obs *find_native(struct xf_probe *probe, bool *found)
{
	const struct xf_obs *one = xf_cpuid(probe, XF_NATIVE, 1, 0);
	char text[13];

	*found = false;
	if (xf_seen(one) && !(xf_reg(one, XF_ECX) >> 31))
		return one;
	const struct xf_obs *front = xf_cpuid(probe, XF_NATIVE, FIRST_LEAF, 0);

	spell(text, front, XF_EBX, XF_ECX, XF_EDX);
	if (!strcmp(text, "KVMKVMKVM"))
		return front;
	const struct xf_obs *base = xf_cpuid_base(probe, XF_NATIVE, XEN_SIGNATURE);

	*found = xf_seen(base);
	return base;
}

/**
 * Looks behind Xen's prefix first: where it answers, this is a PV domain of that Xen, whoever answers natively (with
 * CPUID faulting the same Xen, in a nested host the outer hypervisor, which may be a Xen too).
 */
static inline struct leaves find_leaves(struct xf_probe *probe)
{
	bool found = false;
	struct leaves xen = { .base = xf_cpuid_base(probe, XF_FORCED, XEN_SIGNATURE), .via = XF_FORCED };

	xen.native = xf_seen(xen.base) ? xf_cpuid(probe, XF_NATIVE, FIRST_LEAF, 0) : find_native(probe, &found);
	if (found) {
		xen.base = xen.native;
		xen.via = XF_NATIVE;
	}
	xen.first = (uint32_t)xf_value(xen.base);
	return xen;
}

/** What a plugin reads in order to ask no_xen_here; first in its `reads`. */
#define XEN_READS "cpuid:1", "cpuid:hypervisor", "/sys/hypervisor/type"

/**
 * Is it certain that Xen is not here: did CPUID answer both ways in vain, and does the kernel know of no hypervisor by
 * that name? Then a plugin has nothing to say: what serves the disks of another hypervisor's guest is not our
 * business, and most machines of a fleet need not pay for looking.
 */
static inline bool no_xen_here(struct xf_probe *probe)
{
	struct leaves xen = find_leaves(probe);
	const struct xf_obs *type = xf_read(probe, "/sys/hypervisor/type");

	return !xen.first && !xf_absent(xf_cpuid(probe, XF_NATIVE, 1, 0)) && xf_outcome(xen.native) <= XF_ABSENT &&
	       xf_absent(xen.base) && (xf_absent(type) || (xf_seen(type) && !xf_is(type, "xen")));
}

#endif
