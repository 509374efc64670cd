/* SPDX-License-Identifier: MIT */
/* Finds Xen's CPUID leaves, with few instructions: each one traps in a virtual machine. */
#include "plugins/lib/leaves.h"

#include <string.h>

#define SIGNATURE "XenVMMXenVMM" /* xen/include/public/arch-x86/cpuid.h, XEN_CPUID_SIGNATURE_* */

void xf_leaves_spell(char text[13], const struct xf_obs *obs, enum xf_register a, enum xf_register b,
                     enum xf_register c)
{
	const enum xf_register order[] = { a, b, c };

	for (unsigned i = 0; i < 12; i++)
		text[i] = (char)(xf_reg(obs, order[i / 4]) >> 8 * (i % 4) & 0xff);
	text[12] = '\0';
}

/*
 * Searches natively. There is no search if the hypervisor bit is clear, or if KVM itself is at the first base: when KVM
 * emulates Xen, Xen's leaves come before KVM's (qemu target/i386/kvm/kvm.c, kvm_arch_init_vcpu), and 256 trapping
 * instructions would cost a virtual machine more than the rest of a report.
 */
static const struct xf_obs *find_native(struct xf_probe *probe, bool *found)
{
	const struct xf_obs *one = xf_cpuid(probe, XF_NATIVE, 1, 0);
	char text[13];

	*found = false;
	if (xf_seen(one) && !(xf_reg(one, XF_ECX) >> 31))
		return one;
	const struct xf_obs *front = xf_cpuid(probe, XF_NATIVE, XF_LEAVES_FIRST, 0);

	xf_leaves_spell(text, front, XF_EBX, XF_ECX, XF_EDX);
	if (!strcmp(text, "KVMKVMKVM"))
		return front;
	const struct xf_obs *base = xf_cpuid_base(probe, XF_NATIVE, SIGNATURE);

	*found = xf_seen(base);
	return base;
}

struct xf_leaves xf_leaves_find(struct xf_probe *probe)
{
	bool found = false;
	struct xf_leaves xen = { .base = xf_cpuid_base(probe, XF_FORCED, SIGNATURE), .via = XF_FORCED };

	xen.native = xf_seen(xen.base) ? xf_cpuid(probe, XF_NATIVE, XF_LEAVES_FIRST, 0) : find_native(probe, &found);
	if (found) {
		xen.base = xen.native;
		xen.via = XF_NATIVE;
	}
	xen.first = (uint32_t)xf_value(xen.base);
	return xen;
}

/* Is it a signature of which a part is Xen's? Then a register was misread, and other places must be asked. */
static bool is_nearly_xen(const struct xf_obs *leaf)
{
	unsigned same = 0;
	char text[13];

	xf_leaves_spell(text, leaf, XF_EBX, XF_ECX, XF_EDX);
	for (unsigned i = 0; i < 12; i++)
		same += text[i] == SIGNATURE[i];
	return same >= 8;
}

bool xf_without_xen(struct xf_probe *probe)
{
	struct xf_leaves xen = xf_leaves_find(probe);
	const struct xf_obs *type = xf_read(probe, XF_HYPERVISOR_TYPE), *vendor = xf_read(probe, XF_SYSTEM_VENDOR);

	bool unknown = xf_absent(type) || (xf_seen(type) && !xf_is(type, "xen"));

	if (xen.first || xf_is(vendor, "Xen") || xf_seen(xf_stat(probe, XF_XENFS)))
		return false;
	if (is_nearly_xen(xf_cpuid(probe, XF_NATIVE, XF_LEAVES_FIRST, 0)))
		return false;
	return unknown && !xf_absent(xf_cpuid(probe, XF_NATIVE, 1, 0)) && xf_outcome(xen.native) <= XF_ABSENT &&
	       xf_absent(xen.base);
}
