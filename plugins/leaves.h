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

/** Looks natively, then behind Xen's prefix, which alone reaches Xen in a PV domain without CPUID faulting. */
static inline struct leaves find_leaves(struct xf_probe *probe)
{
	bool found;
	struct leaves xen = { .native = find_native(probe, &found), .via = XF_NATIVE };

	xen.base = xen.native;
	if (!found) {
		xen.base = xf_cpuid_base(probe, XF_FORCED, XEN_SIGNATURE);
		xen.via = XF_FORCED;
	}
	xen.first = (uint32_t)xf_value(xen.base);
	return xen;
}

#endif
